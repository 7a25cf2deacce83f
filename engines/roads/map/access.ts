import type { Mode } from '../port.ts'

type Tags = Readonly<Record<string, string>>

/**
 * Bits that say who may travel a way, and in which direction along its points. `pushed`: a bicycle only if it is pushed;
 * `steps`: on foot at the pace of stairs.
 */
export const access = {
  motorbike: { forward: 1, backward: 2 },
  bicycle: { forward: 4, backward: 8 },
  foot: { forward: 16, backward: 32 },
  pushed: 64,
  steps: 128,
} as const

export const closed = new Set(['no', 'private', 'agricultural', 'forestry', 'military', 'use_sidepath'])
const invited = new Set(['yes', 'designated', 'permissive', 'official', 'destination', 'delivery'])

/** The keys that speak for a mode, the most specific first: https://wiki.openstreetmap.org/wiki/Key:access */
export const keys: Record<Mode, readonly string[]> = {
  motorbike: ['motorcycle', 'motor_vehicle', 'vehicle', 'access'],
  bicycle: ['bicycle', 'vehicle', 'access'],
  foot: ['foot', 'access'],
}

/** Ways that are not for motor vehicles unless they say so. */
const quiet = new Set(['track', 'path', 'footway', 'pedestrian', 'cycleway', 'bridleway', 'steps', 'corridor'])
/** Of these, the ones on which a bicycle is pushed unless they say otherwise. */
const walked = new Set(['footway', 'pedestrian', 'corridor'])

/** The access bits of a way whose `highway` is `name`, links without their `_link`. */
export function accessOf(tags: Tags, name: string): number {
  const fast = name === 'motorway' || tags.motorroad === 'yes'
  const says = (mode: Mode) => keys[mode].map((key) => tags[key]).find((value) => value !== undefined) ?? ''
  /** By the mode's own tags, not by what holds for all. */
  const isInvited = (mode: Mode) => keys[mode].slice(0, -1).some((key) => invited.has(tags[key] ?? ''))
  const isOpen = (mode: Mode) => !closed.has(says(mode))

  let bits = name === 'steps' ? access.steps : 0
  if (isOpen('motorbike') && name !== 'steps' && (!quiet.has(name) || isInvited('motorbike')))
    bits |= directions('motorbike', onewayOf(tags, name, ['oneway:motorcycle', 'oneway:motor_vehicle']))

  const canWalk = isOpen('foot') && (!fast || isInvited('foot'))
  if (canWalk) bits |= directions('foot', value(tags['oneway:foot']))

  const isPushed = tags.bicycle === 'dismount' || (walked.has(name) && !isInvited('bicycle'))
  if (name === 'steps') return bits
  if (isPushed) {
    if (canWalk && isOpen('bicycle')) bits |= directions('bicycle', value(tags['oneway:foot'])) | access.pushed
  } else if (isOpen('bicycle') && ((!fast && name !== 'bridleway') || isInvited('bicycle'))) {
    bits |= directions('bicycle', hasContraflow(tags) ? 0 : onewayOf(tags, name, ['oneway:bicycle']))
  }
  return bits
}

function directions(mode: Mode, oneway: -1 | 0 | 1): number {
  return (oneway >= 0 ? access[mode].forward : 0) | (oneway <= 0 ? access[mode].backward : 0)
}

/** 1: along the points only; -1: against them only. https://wiki.openstreetmap.org/wiki/Key:oneway */
export function onewayOf(tags: Tags, name: string, own: readonly string[]): -1 | 0 | 1 {
  const said = own.map((key) => tags[key]).find((text) => text !== undefined) ?? tags.oneway
  if (said !== undefined && said !== '') return value(said)
  const implied = tags.junction === 'roundabout' || tags.junction === 'circular' || name === 'motorway'
  return implied ? 1 : 0
}

function value(text: string | undefined): -1 | 0 | 1 {
  if (text === '-1' || text === 'reverse') return -1
  return text === 'yes' || text === 'true' || text === '1' ? 1 : 0
}

/** A cycle lane against the traffic of a oneway street. An own word on `oneway:bicycle` goes before it. */
function hasContraflow(tags: Tags): boolean {
  if (tags['oneway:bicycle'] !== undefined) return false
  const sides = ['cycleway', 'cycleway:left', 'cycleway:right', 'cycleway:both']
  return sides.some((side) => tags[side]?.startsWith('opposite') || /^(-1|no)$/.test(tags[`${side}:oneway`] ?? ''))
}
