/**
 * A contraction hierarchy (Geisberger, Sanders, Schultes, Delling 2008) over lanes. Nodes are numbered by rank; every arc joins a node with
 * a higher one, and the fastest way between any two climbs and then descends.
 */
export type Hierarchy = {
  /** The lane of each rank, and the rank on which one sets out on each lane: `noRank` where it may not be travelled. */
  lane: Uint32Array
  rank: Uint32Array
  /** The other ranks of lanes that have more than one, for those who come to them in another way: see `Lanes`. */
  others: Uint32Array
  /** Arcs that leave a node for a higher one, and arcs that come to it from a higher one. */
  up: RankArcs
  down: RankArcs
  /** The turns as they are, without shortcuts: leaving a node, and coming to it. */
  out: BaseArcs
  in: BaseArcs
}

/** Arcs of rank `r`: `first[r] .. first[r + 1] - 1`; `rank` is the other end. */
export type BaseArcs = { first: Uint32Array; rank: Uint32Array; cost: Float64Array }

/**
 * A shortcut stands for two arcs over a lower node: `before`, a down arc of that node, then `after`, an up arc of it. A plain turn has
 * `noArc` for both.
 */
export type RankArcs = BaseArcs & {
  /** The end that the arc hangs on, the lower one: the tail of an up arc, the head of a down arc. */
  low: Uint32Array
  before: Uint32Array
  after: Uint32Array
}

export const noRank = 0xffffffff
export const noArc = 0xffffffff
