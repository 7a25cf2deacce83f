export type Theme = 'light' | 'dark'

/** The colours of the map. Quiet ground and bright streets, so that stores, riders and routes drawn on top stand out. */
export type Palette = Record<
  | 'ground'
  | 'residential'
  | 'commercial'
  | 'industrial'
  | 'campus'
  | 'hospital'
  | 'park'
  | 'grass'
  | 'pitch'
  | 'wood'
  | 'wetland'
  | 'farmland'
  | 'water'
  | 'waterEdge'
  | 'building'
  | 'buildingEdge'
  | 'street'
  | 'streetCasing'
  | 'arterial'
  | 'arterialCasing'
  | 'trunk'
  | 'trunkCasing'
  | 'path'
  | 'rail'
  | 'railTies'
  | 'metro'
  | 'text'
  | 'textQuiet'
  | 'textPark'
  | 'textWater'
  | 'textPoi'
  | 'halo',
  string
>

export const palettes: Record<Theme, Palette> = {
  light: {
    ground: '#f0eee9',
    residential: '#ece9e2',
    commercial: '#f6eeea',
    industrial: '#eeedf0',
    campus: '#f3f0e2',
    hospital: '#f8eaea',
    park: '#cdebc0',
    grass: '#dcf0cf',
    pitch: '#c2e5c6',
    wood: '#c3e2b4',
    wetland: '#d8ebdd',
    farmland: '#e6ecd3',
    water: '#a9d8f3',
    waterEdge: '#93c9e8',
    building: '#e8e3da',
    buildingEdge: '#dcd5c9',
    street: '#ffffff',
    streetCasing: '#d2cdc3',
    arterial: '#fff6d6',
    arterialCasing: '#ecd9a0',
    trunk: '#ffe6a8',
    trunkCasing: '#e6bf6a',
    path: '#d9cfc0',
    rail: '#b3aca3',
    railTies: '#f0eee9',
    metro: '#a78bca',
    text: '#4a4a48',
    textQuiet: '#7b7771',
    textPark: '#3f8047',
    textWater: '#3c7fa6',
    textPoi: '#6b6259',
    halo: '#ffffff',
  },
  dark: {
    ground: '#171a1f',
    residential: '#191c22',
    commercial: '#1d1c22',
    industrial: '#1b1d23',
    campus: '#1d1e20',
    hospital: '#221c20',
    park: '#1c2b22',
    grass: '#1b2720',
    pitch: '#1e3027',
    wood: '#1a2a20',
    wetland: '#182628',
    farmland: '#1b211d',
    water: '#12303f',
    waterEdge: '#1a4256',
    building: '#20242b',
    buildingEdge: '#2a2f38',
    street: '#343a44',
    streetCasing: '#12141a',
    arterial: '#46484a',
    arterialCasing: '#15171c',
    trunk: '#5c5440',
    trunkCasing: '#16171a',
    path: '#2e3138',
    rail: '#4d525c',
    railTies: '#171a1f',
    metro: '#5b4a78',
    text: '#cfd3da',
    textQuiet: '#8d939e',
    textPark: '#7fb78a',
    textWater: '#6fa9c9',
    textPoi: '#a39c94',
    halo: '#14161a',
  },
}
