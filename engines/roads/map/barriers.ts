import { type Mode, modes } from '../port.ts'
import { closed, keys } from './access.ts'

type Tags = Readonly<Record<string, string>>

/**
 * What stops a mode where nothing is said about access (https://wiki.openstreetmap.org/wiki/Key:barrier). Gates of all kinds stand open
 * to everybody then, and nothing stops a walker.
 */
const onFootOnly = ['stile', 'horse_stile', 'kissing_gate', 'turnstile', 'full-height_turnstile']
const stops: Record<Mode, ReadonlySet<string>> = {
  motorbike: new Set([
    ...onFootOnly,
    'bollard',
    'block',
    'cycle_barrier',
    'motorcycle_barrier',
    'jersey_barrier',
    'planter',
    'log',
    'debris',
  ]),
  bicycle: new Set(onFootOnly),
  foot: new Set(),
}

const bitOf = (mode: Mode): number => 1 << modes.indexOf(mode)

/** Whether a barrier's bits stop a mode. */
export const isStopped = (bits: number, mode: Mode): boolean => (bits & bitOf(mode)) !== 0

/** The modes that a barrier on a node stops, as bits; 0 for no barrier. What is said of a mode goes before what is usual. */
export function barrierOf(tags: Tags): number {
  const { barrier } = tags
  if (barrier === undefined || barrier === 'no') return 0
  return modes.reduce((bits, mode) => {
    const said = keys[mode].map((key) => tags[key]).find((value) => value !== undefined)
    const stopped = said === undefined ? tags.locked === 'yes' || stops[mode].has(barrier) : closed.has(said)
    return stopped ? bits | bitOf(mode) : bits
  }, 0)
}
