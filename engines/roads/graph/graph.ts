/** The vertices that follow vertex `v` are `vertex[first[v]] .. vertex[first[v + 1] - 1]`. */
export type VertexArcs = { first: Uint32Array; vertex: Uint32Array }

/**
 * Streets that can be travelled in one mode. A segment is a stretch of street between two crossings, with its bends; a vertex is a crossing or an end.
 * Times are whole milliseconds, so that sums are exact whatever the order of adding.
 */
export type Graph = {
  vertices: number
  from: Uint32Array
  to: Uint32Array
  lengthM: Float32Array
  /** Time along the segment's points and against them; 0 where that is not allowed. */
  forwardMs: Uint32Array
  backwardMs: Uint32Array
  name: Uint32Array
  cls: Uint8Array
  /** The map feature that a segment is a stretch of. */
  feature: Uint32Array
  /** The bends of segment `s`, both ends included: `shape[shapeStart[s]] .. shape[shapeStart[s + 1] - 1]`, indices of map points. */
  shapeStart: Uint32Array
  shape: Uint32Array
  /** Metres from the segment's start to each bend. */
  alongM: Float32Array
  report: GraphReport
}

/** The columns of a graph's segments. */
export type Segments = Omit<Graph, 'report' | 'vertices'>

export type GraphReport = {
  vertices: number
  segments: number
  lengthKm: number
  namedShare: number
  /** Left out, because one could get in or out, but not both: streets cut by the edge of the map, mostly. */
  droppedSegments: number
  droppedKm: number
  /** Turn restrictions that forbid something in this mode that would else be possible. */
  turnRules: number
  /** Barriers on nodes that cut a street in this mode. */
  barriers: number
}
