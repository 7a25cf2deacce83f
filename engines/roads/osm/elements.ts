/** Tags of one object; null where it has none, as most nodes. */
export type Tags = Readonly<Record<string, string>> | null

export type Member = { type: 'node' | 'way' | 'relation'; ref: number; role: string }

/** What a reader hands over, in the order of the file. Coordinates are degrees times 10^7, the precision of OpenStreetMap. */
export type OsmSink = {
  node(id: number, latE7: number, lngE7: number, tags: Tags): void
  /** `refs` belongs to the sink only until it returns. */
  way(id: number, refs: readonly number[], tags: Tags): void
  relation(id: number, members: readonly Member[], tags: Tags): void
}
