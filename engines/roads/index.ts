/** The front door of the roads engines. */
export type { Closure } from './closures.ts'
export { type GraphRoads, openRoads } from './graph-roads.ts'
export type { Address } from './places/addresses.ts'
export * from './port.ts'
export { reachFrom } from './reach.ts'
export { type MapStyle, type MapStyleOptions, mapStyle } from './tiles/style.ts'
export type { TileSource } from './tiles/tiles.ts'
