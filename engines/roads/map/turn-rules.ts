import type { Member, Tags } from '../osm/elements.ts'
import type { Mode } from '../port.ts'
import type { MapReport } from './data.ts'

/**
 * A turn restriction of the map (https://wiki.openstreetmap.org/wiki/Relation:restriction): who goes over these features in this order, from
 * one to the next at `points`, may not go on into the last of them, or only into it.
 */
export type TurnRule = {
  kind: 'no' | 'only'
  /** It speaks of going back the way one came. */
  isUturn: boolean
  modes: readonly Mode[]
  /** From, the features between if any, to. */
  features: readonly number[]
  /** One fewer than features. */
  points: readonly number[]
}

type Ruled = 'motorbike' | 'bicycle'
type Read = {
  value: RegExpExecArray
  modes: readonly Ruled[]
  from: readonly number[]
  to: readonly number[]
  /** The ids of the ways between, or of the one node. */
  via: readonly number[]
  isOverWays: boolean
}

/** The keys that speak to whoever obeys restrictions, the most specific first, and the words that except them. Walkers turn as they like. */
const keys: Record<Ruled, readonly string[]> = {
  motorbike: ['restriction:motorcycle', 'restriction:motor_vehicle', 'restriction:vehicle', 'restriction'],
  bicycle: ['restriction:bicycle', 'restriction:vehicle', 'restriction'],
}
const excepts: Record<Ruled, readonly string[]> = {
  motorbike: ['motorcycle', 'motor_vehicle', 'vehicle'],
  bicycle: ['bicycle', 'vehicle'],
}
const ruled: readonly Ruled[] = ['motorbike', 'bicycle']
const values = /^(no|only)_(left_turn|right_turn|straight_on|u_turn|entry|exit)$/
/** Older words for rules that hold at some hours. */
const hours = ['day_on', 'hour_on', 'day_off', 'hour_off']

export type Pieces = { first: number; end: number }
/** What is known of the features of a map when all of it has been read. */
export type Features = {
  piecesOf(way: number): Pieces | undefined
  /** The point of a node; -1 where the file does not have it. */
  pointOf(node: number): number
  pointsOf(feature: number): readonly number[]
  isOneway(feature: number): boolean
}

/** Gathers turn restrictions while a map is read; ways and nodes are looked up afterwards. */
export function collectTurnRules() {
  const found: Read[] = []
  const report: MapReport['turnRules'] = { kept: 0, conditional: 0, forOthers: 0, broken: 0 }

  function add(members: readonly Member[], tags: Tags): void {
    if (!tags || (tags.type !== 'restriction' && !tags.type?.startsWith('restriction:'))) return
    const names = Object.keys(tags)
    const isTimed = hours.some((key) => tags[key] !== undefined)
    if (isTimed || names.some((key) => key.startsWith('restriction') && key.endsWith(':conditional')))
      report.conditional++
    if (isTimed) return
    const said = ruled.flatMap((mode) => {
      if (isExcepted(tags.except, mode)) return []
      const text = keys[mode].map((key) => tags[key]).find((each) => each !== undefined)
      const value = values.exec(text ?? '')
      return value ? [{ mode, value }] : []
    })
    const plain = names.filter((key) => /^restriction(:[a-z_]+)?$/.test(key) && key !== 'restriction:conditional')
    if (said.length === 0) {
      if (plain.some((key) => values.test(tags[key]!))) report.forOthers++
      else if (plain.length > 0) report.broken++
      return
    }
    for (const text of new Set(said.map(({ value }) => value[0]))) {
      const same = said.filter(({ value }) => value[0] === text)
      const read = readMembers(members, same[0]!.value)
      if (read) found.push({ ...read, modes: same.map(({ mode }) => mode) })
      else report.broken++
    }
  }

  return {
    add,
    /** Ways that will be asked for. */
    ways: (): Set<number> =>
      new Set(found.flatMap(({ from, to, via, isOverWays }) => [...from, ...to, ...(isOverWays ? via : [])])),
    finish(features: Features): { rules: Int32Array; report: MapReport['turnRules'] } {
      const rows: number[] = []
      for (const read of found) {
        const rules = read.from.flatMap((from) => read.to.map((to) => resolve(read, from, to, features)))
        if (rules.every((rule) => rule !== null)) report.kept++
        else report.broken++
        for (const rule of rules) if (rule) rows.push(...encode(rule))
      }
      return { rules: Int32Array.from(rows), report }
    },
  }
}

const isExcepted = (text: string | undefined, mode: Ruled) =>
  (text ?? '').split(';').some((word) => excepts[mode].includes(word.trim()))

function readMembers(members: readonly Member[], value: RegExpExecArray): Omit<Read, 'modes'> | null {
  const ways = (role: string) =>
    members.filter((each) => each.role === role && each.type === 'way').map(({ ref }) => ref)
  const [from, to, viaWays] = [ways('from'), ways('to'), ways('via')]
  const viaNodes = members.filter(({ role, type }) => role === 'via' && type === 'node').map(({ ref }) => ref)
  const mayBeMany = value[2] === 'entry' ? 'from' : value[2] === 'exit' ? 'to' : ''
  if (from.length === 0 || (from.length > 1 && mayBeMany !== 'from')) return null
  if (to.length === 0 || (to.length > 1 && mayBeMany !== 'to')) return null
  if (viaWays.length > 0 ? viaNodes.length > 0 : viaNodes.length !== 1) return null
  const isOverWays = viaWays.length > 0
  return { value, from, to, via: isOverWays ? viaWays : viaNodes, isOverWays }
}

/** Finds the features that a rule leads over and where they meet; null where the map does not have them so. */
function resolve({ value, modes, via, isOverWays }: Read, from: number, to: number, map: Features): TurnRule | null {
  const [last, first] = [map.piecesOf(to), map.piecesOf(from)]
  if (!first || !last) return null
  const [, kind, turn] = value
  const rule = { kind: kind as TurnRule['kind'], isUturn: turn === 'u_turn', modes }
  if (!isOverWays) {
    const point = map.pointOf(via[0]!)
    const [start, goal] = [pieceAt(first, point, map), pieceAt(last, point, map)]
    return start < 0 || goal < 0 ? null : { ...rule, features: [start, goal], points: [point] }
  }
  const between: number[] = []
  for (const way of via) {
    const pieces = map.piecesOf(way)
    if (!pieces || pieces.end - pieces.first !== 1) return null
    between.push(pieces.first)
  }
  // Which end of the first way between one comes from decides all the others.
  const chains = endsOf(map.pointsOf(between[0]!)).flatMap((begin) => {
    const points = [begin]
    for (const feature of between) {
      const [a, b] = endsOf(map.pointsOf(feature))
      if (points.at(-1) !== a && points.at(-1) !== b) return []
      points.push(points.at(-1) === a ? b : a)
    }
    const [start, goal] = [pieceAt(first, begin, map), pieceAt(last, points.at(-1)!, map)]
    return start < 0 || goal < 0 ? [] : [{ ...rule, features: [start, ...between, goal], points }]
  })
  return chains.length === 1 ? chains[0]! : null
}

const endsOf = (points: readonly number[]): [number, number] => [points[0]!, points.at(-1)!]

/** The piece of a way that ends at a point, or a oneway one that leads over it; -1 where none does. */
function pieceAt({ first, end }: Pieces, point: number, map: Features): number {
  for (let feature = first; feature < end && point >= 0; feature++) {
    const points = map.pointsOf(feature)
    if (endsOf(points).includes(point) || (map.isOneway(feature) && points.includes(point))) return feature
  }
  return -1
}

// A rule as it is kept in the map's column: bits, how many features, the features, the points.
const bit = { only: 1, uturn: 2, motorbike: 4, bicycle: 8 } as const

function encode({ kind, isUturn, modes, features, points }: TurnRule): number[] {
  let bits = (kind === 'only' ? bit.only : 0) | (isUturn ? bit.uturn : 0)
  for (const mode of ruled) if (modes.includes(mode)) bits |= bit[mode]
  return [bits, features.length, ...features, ...points]
}

/** The rules of a map's column. */
export function* turnRulesOf(rules: Int32Array): Generator<TurnRule> {
  for (let i = 0; i < rules.length; ) {
    const [bits, count] = [rules[i]!, rules[i + 1]!]
    const end = i + 2 + count
    yield {
      kind: bits & bit.only ? 'only' : 'no',
      isUturn: (bits & bit.uturn) !== 0,
      modes: ruled.filter((mode) => bits & bit[mode]),
      features: [...rules.subarray(i + 2, end)],
      points: [...rules.subarray(end, end + count - 1)],
    }
    i = end + count - 1
  }
}
