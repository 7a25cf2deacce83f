/** The demo city's map: made up, always the same for the same seed, and read like any other. */
export { cityName, makeDemoCity } from './demo-city.ts'
export type { MadeMap } from './osm.ts'
export { type DemoStore, demoPlaces } from './stores.ts'
export { writeMap } from './write.ts'
