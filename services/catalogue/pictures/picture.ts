import { LRUCache } from 'lru-cache'
import { bare, shadow } from './bare.ts'
import { allIconNames, iconFor, iconsForCategory } from './icon-choice.ts'
import { iconBody, loadIcons } from './icons.ts'
import { iconAt, type Look } from './label.ts'
import { escapeText } from './lettering.ts'
import { groundOf, hashOf, paletteOf } from './palette.ts'
import { type Shape, shapeFor } from './shape-choice.ts'
import { shapes } from './shapes.ts'

/** What a picture is drawn from. Any text will do: it is shown as text, never read as markup. */
export type Pictured = {
  name: string
  brand: string
  categoryPath: readonly string[]
  type?: string
  pack?: string
  keywords?: readonly string[]
}

/** Changes whenever the drawing does, for ETags and addresses of cached pictures. */
export const pictureVersion = 1

const cache = new LRUCache<string, string>({
  maxSize: 8_000_000,
  sizeCalculation: (svg, key) => svg.length + key.length,
})

/**
 * A picture of a product, as SVG on a square field: the same product gives the same picture, everywhere.
 * About 4 kB; the last few thousand are kept (8 MB at most). The first call reads the icons, some 60 ms.
 */
export function productPicture(product: Pictured): string {
  const { name, brand, categoryPath, type = '', pack = '', keywords = [] } = product
  const key = JSON.stringify([name, brand, categoryPath, type, pack, keywords])
  let svg = cache.get(key)
  if (svg === undefined) {
    svg = draw({ ...product, name: name.slice(0, 300), brand: brand.slice(0, 60) })
    cache.set(key, svg)
  }
  return svg
}

/** A picture of a category by its name, or by its path, root first: one thing, or three for a top category, on the soft ground of its aisle. */
export function categoryPicture(name: string | readonly string[]): string {
  loadIcons(allIconNames)
  const path = typeof name === 'string' ? [name] : name
  const root = path[0] ?? ''
  const [front = '', left, right] = iconsForCategory(path).map((icon) => iconBody(icon) ?? '')
  const things = left
    ? `${iconAt(left, 96, 132, 108)}${iconAt(right ?? '', 226, 132, 108)}${shadow(160, 262, 78)}${iconAt(front, 160, 186, 150)}`
    : `${shadow(160, 258, 74)}${iconAt(front, 160, 158, 172)}`
  const drawing = `<circle cx="160" cy="160" r="128" fill="#fff" fill-opacity=".6"/>${things}`
  return frame(path.at(-1) ?? '', groundOf(root), '', drawing)
}

function draw(product: Pictured): string {
  loadIcons(allIconNames)
  const shape = shapeFor(product)
  const look = lookOf(product)
  const drawing = shape in shapes ? shapes[shape as keyof typeof shapes](look) : bare[shape as keyof typeof bare](look)
  const ground = groundOf(product.categoryPath[0] ?? '')
  const gradient = `<linearGradient id="s${look.id}"><stop stop-color="#fff" stop-opacity=".26"/><stop offset=".3" stop-color="#fff" stop-opacity=".04"/><stop offset=".7" stop-opacity="0"/><stop offset="1" stop-opacity=".2"/></linearGradient>`
  const under = shape in shapes ? shadow(160, 277, widths[shape] ?? 84) : ''
  const title = [product.brand, product.name, product.pack].filter(Boolean).join(' ')
  return frame(
    title,
    ground,
    gradient,
    `<circle cx="160" cy="156" r="128" fill="#fff" fill-opacity=".55"/>${under}${drawing}`,
  )
}

/** Half widths of shadows, where a pack is wider or slimmer than most. */
const widths: Partial<Record<Shape, number>> = {
  flatBox: 128,
  bar: 122,
  slimBox: 58,
  can: 56,
  aerosol: 54,
  tube: 46,
  bag: 90,
}

function frame(title: string, ground: string, defs: string, drawing: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" role="img" font-family="'Inter','Segoe UI',Roboto,'Helvetica Neue','Noto Sans','Noto Sans Devanagari',Arial,sans-serif"><title>${escapeText(title)}</title><defs>${defs}</defs><rect width="320" height="320" fill="${ground}"/>${drawing}</svg>`
}

/** A brand keeps its colours and ornament; its products differ in which of the colours is the ground. */
function lookOf(product: Pictured): Look {
  const { brand, name, pack = '' } = product
  const icon = iconFor(product)
  const palette = paletteOf(brand || (product.categoryPath.at(-1) ?? ''))
  const scheme = hashOf(`${name}|${product.categoryPath.join('|')}`) % 10
  const { title, detail } = wording(name, brand)
  return {
    palette,
    base: scheme < 5 ? palette.main : scheme < 8 ? palette.pale : palette.deep,
    motif: scheme < 5 ? palette.deep : palette.main,
    design: hashOf(`${brand}#`) % 5,
    brand,
    title,
    detail,
    pack: pack.slice(0, 24),
    icon: iconBody(icon) ?? '',
    contents: contentsOf(product) ?? palette.accent,
    turn: tintable.has(icon) ? (hashOf(`${name}${pack}`) % 12) * 30 : 0,
    id: hashOf(`${brand}${name}${pack}`).toString(36),
  }
}

/** Oil is gold and ketchup red, whatever the label's colours. */
const contents: readonly (readonly [words: RegExp, colour: string])[] = [
  [/ketchup|tomato|chilli|schezwan|kokum|pomegranate|peri peri|arrabbiata|pizza/i, '#c8321f'],
  [/honey|syrup|jaggery|date|maple|tamarind|imli/i, '#c77f1a'],
  [/mango|orange|papaya|panna|marmalade|pickle|achaar|apricot/i, '#f09a26'],
  [/cola|coffee|soya? sauce|cocoa|chocolate|hazelnut|chyawan|balsamic/i, '#4a2a1a'],
  [/rose|strawberry|guava|jam|berry|beetroot|litchi|grape/i, '#d9577a'],
  [/mint|pudina|neem|aloe|lime|green|amla|giloy|tulsi|herb|olive|henna|phenyl pine/i, '#8fb548'],
  [/mayo|milk|coconut|vinegar|garlic|onion|lassi|chaas|buttermilk|talc|phenyl|spread|hummus|cream/i, '#f5efe0'],
  [/peanut|almond|tahini|mustard sauce|kasundi/i, '#c98f4e'],
  [/oil|ghee|juice|lemon|nimbu|ginger|pineapple/i, '#f4c542'],
  [/water|soda|toner|mouthwash|cleaner|wash|gel|liquid/i, '#bfe4f5'],
]

const contentsOf = ({ name }: Pictured): string | undefined => contents.find(([words]) => words.test(name))?.[1]

/** Wares sold in every colour. Steel, food and animals keep theirs. */
const tintable = new Set(
  'mug container water-bottle dustbin storage bucket glass comb mop pen notebook umbrella perfume-bottle plate backpack toothbrush gloves hook teddy-bear baby-bottle'.split(
    ' ',
  ),
)

/** The words for the pack: `Body Wash - Lavender & Almond, 250 ml` is titled `Body Wash`, in detail `Lavender & Almond`. */
function wording(name: string, brand: string): { title: string; detail: string } {
  const withoutBrand =
    brand && name.toLowerCase().startsWith(`${brand.toLowerCase()} `) ? name.slice(brand.length + 1) : name
  const [title = '', detail = ''] = withoutBrand
    .replace(/\([^)]*\)/g, ' ')
    .split(/ [-–] |, |\+|\/| \| /)
    .map((part) => part.trim())
    .filter(Boolean)
  return { title: title || name, detail: /^\d/.test(detail) ? '' : detail }
}
