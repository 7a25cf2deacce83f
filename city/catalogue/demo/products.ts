import type { ProductInput } from '../../../contracts/catalogue.ts'
import { money } from '../../../contracts/money.ts'
import { parsePack } from '../packs.ts'
import type { Row, Shelf } from './aisle.ts'
import { aisles } from './aisles/index.ts'
import { type BrandName, brands } from './brands.ts'
import { attributesHiOf } from './hindi/attributes.ts'
import { productNamesHi } from './hindi/index.ts'
import { descriptionsHi } from './hindi/texts/index.ts'
import { makersHi } from './hindi/texts/makers.ts'

/**
 * The demo catalogue: some two thousand groceries, the same for the same seed, ordered by aisle. Another seed changes
 * which brands carry what, the offers and the ratings; what is sold stays.
 */
export function demoProducts(seed = 1): ProductInput[] {
  return aisles.flatMap((aisle) =>
    aisle.shelves.flatMap((shelf) =>
      shelf.rows.flatMap((row) =>
        brandsOf(shelf, row, seed).flatMap((brand) => productsOf([aisle.name, shelf.name], shelf, row, brand, seed)),
      ),
    ),
  )
}

/** The row's own brands, or as many of the shelf's as each row gets, starting at another one for each row. */
function brandsOf(shelf: Shelf, [name, , , , more]: Row, seed: number): BrandName[] {
  if (more?.brands) return [...more.brands]
  const count = Math.min(shelf.brandsPerRow ?? 3, shelf.brands.length)
  const start = chance(seed, 'brands', shelf.name, name) * shelf.brands.length
  return Array.from({ length: count }, (_, turn) => shelf.brands[Math.floor(start + turn) % shelf.brands.length]!)
}

function productsOf(categoryPath: string[], shelf: Shelf, row: Row, brand: BrandName, seed: number): ProductInput[] {
  const [name, packs, alsoCalled, description, more = {}] = row
  const keywords = alsoCalled.split(', ').filter(Boolean)
  const nameHi = productNamesHi[name]
  const textHi = descriptionsHi[name]
  const attributes = attributesOf(shelf, more)
  const { note, tier } = brands[brand]
  const offer = offerFor(seed, shelf, name, brand)
  return packs.split(', ').map((entry, index) => {
    const [pack, mrp] = packAndPrice(entry, tier)
    // A bigger pack is never the dearer way to buy, after discount too.
    const price = Math.min(mrp, roundPrice(mrp * (1 - offer - (offer > 0 ? index * 0.01 : 0))))
    const netQuantity = parsePack(pack)
    const sku = skuOf(brand, name, pack)
    return {
      sku,
      name,
      ...(nameHi ? { nameHi } : {}),
      brand,
      pack,
      categoryPath,
      type: shelf.name,
      description: `${description} ${note}`,
      ...(textHi ? { descriptionHi: `${textHi} ${makersHi[brand]}` } : {}),
      keywords,
      attributes,
      attributesHi: attributesHiOf(attributes),
      mrp: money(mrp * 100),
      price: money(price * 100),
      gstBasisPoints: more.gst ?? shelf.gst,
      ...ratingFor(seed, name, brand, mrp),
      ...(netQuantity ? { netQuantity } : {}),
      maxPerOrder: mrp < 100 ? 12 : mrp < 400 ? 8 : mrp < 1000 ? 5 : 3,
      barcodes: [barcodeOf(sku)],
      zone: shelf.storage === 'Frozen' ? 'frozen' : shelf.storage === 'Chilled' ? 'chilled' : 'ambient',
    }
  })
}

function attributesOf(shelf: Shelf, more: NonNullable<Row[4]>): Record<string, string> {
  const diet = more.diet ?? shelf.diet
  const days = more.days ?? shelf.days
  const allergens = more.allergens ?? shelf.allergens
  return {
    ...(diet ? { Diet: diet } : {}),
    Storage: shelf.storage ?? 'Ambient',
    ...(days ? { 'Shelf life': days === 1 ? '1 day' : `${days} days` } : {}),
    ...(allergens ? { Allergens: allergens } : {}),
    'Country of origin': more.origin ?? 'India',
  }
}

/** `500 ml 34` and a brand's tier to the pack and its MRP in whole rupees, as MRPs are printed. */
function packAndPrice(entry: string, tier: number): [pack: string, mrp: number] {
  const [, pack = '', usual = ''] = /^(.+) (\d+)$/.exec(entry) ?? []
  return [pack, roundPrice(Number(usual) * tier)]
}

/** Whole rupees; from 100 up, to the nearest 5 or one below a ten, which is what grocers print. */
function roundPrice(rupees: number): number {
  if (rupees < 100) return Math.max(5, Math.round(rupees))
  const five = Math.round(rupees / 5) * 5
  return five % 10 === 0 ? five - 1 : five
}

/** The share off the MRP: nothing for two in five products, up to a quarter off snacks and things of the house. */
function offerFor(seed: number, shelf: Shelf, name: string, brand: string): number {
  const luck = chance(seed, 'offer', name, brand)
  if (luck < 0.4) return 0
  const most = shelf.gst === 0 ? 0.18 : shelf.storage === 'Chilled' ? 0.1 : 0.24
  return 0.03 + ((luck - 0.4) / 0.6) * most
}

/** Cheap things are bought and rated more often; one product in twelve is new and has no ratings. */
function ratingFor(seed: number, name: string, brand: string, mrp: number): Pick<ProductInput, 'rating'> {
  const luck = chance(seed, 'rating', name, brand)
  if (luck < 0.08) return {}
  const average = Math.round((3.6 + 1.2 * Math.sqrt(chance(seed, 'stars', name, brand))) * 10) / 10
  return { rating: { average, count: 8 + Math.floor((luck ** 3 * 240_000) / (mrp + 30)) } }
}

function skuOf(brand: string, name: string, pack: string): string {
  const slug = (text: string) =>
    text
      .toLowerCase()
      .replace(/(?<!\d)\.|\.(?!\d)/g, '')
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^-|-$/g, '')
  return `demo-${slug(brand)}-${slug(name)}-${slug(pack)}`
}

/** An EAN-13 of the range that GS1 leaves to shops for their own use (it begins with 2), with its check digit. */
function barcodeOf(sku: string): string {
  const body = `2${String(Math.floor(chance(13, sku) * 1e6)).padStart(6, '0')}${String(Math.floor(chance(31, sku) * 1e5)).padStart(5, '0')}`
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0)
  return body + String((10 - (sum % 10)) % 10)
}

/** A number from 0 to 1 that depends on nothing but its words (FNV-1a with a final mix). */
function chance(seed: number, ...words: string[]): number {
  let hash = 0x811c9dc5 ^ seed
  for (const char of words.join('\u0000')) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
