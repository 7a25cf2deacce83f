/** A brand's colours: `main` for large areas, `deep` for lettering on pale grounds, `pale` for light packs, `accent` for trim. */
export type Palette = { main: string; deep: string; pale: string; accent: string }

/** Chosen by eye: every `deep` reads on its `pale`, every `accent` stands out from its `main`. */
const palettes: readonly Palette[] = [
  ['#d93a2b', '#8e1b14', '#ffe9e2', '#ffc53d'],
  ['#f08a1d', '#8f4304', '#fff1dc', '#7a1f2b'],
  ['#2e8b4a', '#14532d', '#e6f6e9', '#f9c846'],
  ['#2357c5', '#132f75', '#e6eefd', '#ffd23f'],
  ['#0e8c8c', '#064e52', '#dff5f3', '#ff8a5b'],
  ['#7b2d8b', '#451552', '#f5e6f8', '#f7b32b'],
  ['#c9246f', '#74103d', '#fde5ef', '#ffd166'],
  ['#6b3f22', '#3b2010', '#f6eadf', '#f2a33a'],
  ['#2c9bd6', '#0f557e', '#e2f3fc', '#ffcf40'],
  ['#3d3fa8', '#20205e', '#e9e9fb', '#ff7a59'],
  ['#7c8a24', '#434b10', '#f3f5dd', '#c8462b'],
  ['#e0a81c', '#6f4e06', '#fff6d9', '#a32a20'],
  ['#a8432b', '#5e2113', '#fbe9e2', '#f3c969'],
  ['#0f7a5a', '#064532', '#dff4eb', '#ffb84c'],
  ['#f0604d', '#97281b', '#ffe9e4', '#1f5673'],
  ['#1e3a5f', '#0e1f36', '#e5ecf5', '#f2b134'],
  ['#e0647f', '#8e2540', '#feeaef', '#3a6b5c'],
  ['#6c4bc9', '#3a2480', '#ede8fb', '#ffcb47'],
  ['#3bae87', '#145c43', '#e2f7ef', '#f26d5b'],
  ['#8a1f3c', '#4c0c1d', '#fae4ea', '#e9b44c'],
  ['#17a2b8', '#085562', '#dff6f9', '#ff9f45'],
  ['#c8623a', '#70300f', '#fcece2', '#2f6f6b'],
  ['#3f6b35', '#1f3a19', '#eaf3e6', '#f0b429'],
  ['#f6b51e', '#7a4f00', '#fff7dc', '#c5352b'],
].map(([main = '', deep = '', pale = '', accent = '']) => ({ main, deep, pale, accent }))

/** Soft grounds for tiles; one per top category, so that an aisle looks of a piece. */
const grounds = [
  '#eef7ee',
  '#fff5e4',
  '#fff0ea',
  '#ebf4fc',
  '#f3effb',
  '#fdeef2',
  '#f6f1e8',
  '#e8f6f4',
  '#f1f5e3',
  '#eef0fa',
]

/** FNV-1a: the same text gives the same number everywhere, for ever, so pictures do not change between runs. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  return (hash ^ (hash >>> 12)) >>> 0
}

export const paletteOf = (brand: string): Palette => palettes[hashOf(brand.toLowerCase()) % palettes.length]!

export const groundOf = (category: string): string => grounds[hashOf(category.toLowerCase()) % grounds.length]!

/** White or the deep colour, whichever reads better on a ground (WCAG contrast). */
export const inkOn = (ground: string, deep: string): string =>
  contrast(ground, '#ffffff') >= Math.min(3.2, contrast(ground, deep)) ? '#ffffff' : deep

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
