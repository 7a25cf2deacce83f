import type { Bounds } from '../port.ts'

/**
 * A city as typed arrays, so that a million points are a handful of objects and one disk file. Names are indices into `strings`
 * (0 = none), coordinates degrees times 10^7.
 */
export type MapData = {
  strings: string[]
  /** The points that any feature goes through. */
  lngE7: Int32Array
  latE7: Int32Array
  /** Feature `f` is `refs[start[f]] .. refs[start[f + 1] - 1]`, each the index of a point. */
  refs: Uint32Array
  start: Uint32Array
  kind: Uint8Array
  cls: Uint8Array
  flags: Uint8Array
  /** Who may travel it: bits of `access.ts`. */
  access: Uint8Array
  maxKmh: Uint8Array
  name: Uint32Array
  /** Turn restrictions: see `turn-rules.ts`. */
  turnRules: Int32Array
  /** Pairs of a point and the modes that a barrier stops there: see `barriers.ts`. */
  barriers: Int32Array
  place: Places
  bounds: Bounds
  report: MapReport
}

/** Things with a name or a house number. */
export type Places = {
  cls: Uint8Array
  latE7: Int32Array
  lngE7: Int32Array
  name: Uint32Array
  house: Uint32Array
  /** `addr:street`, or the block or place that stands in its stead in Indian addresses. */
  street: Uint32Array
  suburb: Uint32Array
}

/** What was read, and what had to be left out. */
export type MapReport = {
  nodes: number
  ways: number
  /** References to nodes that are not in the file: lines are cut there, areas go around them. */
  missingRefs: number
  /**
   * Turn restrictions, by relation: kept for those whom they are for; left out because they hold at some hours only, are for other
   * vehicles alone, or name streets that do not meet, are not in the file or are none yet.
   */
  turnRules: { kept: number; conditional: number; forOthers: number; broken: number }
  /** Most frequent `addr:city`, or the largest named place; empty when unknown. */
  city: string
}
