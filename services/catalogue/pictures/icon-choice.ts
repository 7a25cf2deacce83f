import { fallbacks, ingredients, type WordTable } from './icon-words.ts'
import { pets, things } from './thing-words.ts'

export type Scope = 'food' | 'care' | 'ware' | 'pet'

/** What sort of goods a category path holds: it decides which words count. An orange lunch box is no orange. */
export function scopeOf(categoryPath: readonly string[], type = ''): Scope {
  const where = [...categoryPath, type].join(' ')
  if (
    /\bpets?\b(?! care & home)/i.test(where) &&
    /pet (food|meal|clean|care|collar|feed|toy)|pet care|dog|cat\b|treats|health supplements/i.test(where) &&
    !/appliances|bakeware|cookware|crockery|flask|gardening|kitchen accessories|steel|storage/i.test(where)
  )
    return 'pet'
  if (
    /kitchen|cookware|crockery|bakeware|storage|stationery|electrical|appliances|bins|home &|utensil|party|disposables|mops|pooja|gardening|feeding/i.test(
      where,
    )
  )
    return 'ware'
  if (
    /beauty|hygiene|clean|household|baby|bath|body|hair|skin|pharma|wellness|health &|oral|groom|fragrance|detergent|makeup/i.test(
      where,
    ) &&
    !/baby food|food & formula|health drink/i.test(where)
  )
    return 'care'
  return 'food'
}

type Entry = { icon: string; weight: number }

const lexicon = (...tables: (readonly [WordTable, number])[]): Map<string, Entry> => {
  const entries = new Map<string, Entry>()
  for (const [table, weight] of tables) {
    for (const [icon, words] of Object.entries(table)) {
      for (const phrase of words.split(', ').filter(Boolean)) {
        const key = tokens(phrase).join(' ')
        // Words that say little on their own: milk chocolate is chocolate, tomato salt is tomato.
        const known = { icon, weight: weight + (strong.has(key) ? 1 : 0) - (plain.has(key) ? 1 : 0) }
        if ((entries.get(key)?.weight ?? -1) < known.weight) entries.set(key, known)
      }
    }
  }
  return entries
}

const plain = new Set(
  'milk kesar saffron elaichi oil water cream powder salt sugar spice masala fruit nut nuts butter dal rice flour paste curry cool gel scrub bath glow vanilla cleaner frozen juice cereal dip spread gum seed herb herbal floral protein pickle vegetable exotic tool festive party feeding tea egg syrup drink germ protection brush bag box paper glass cup holder stand baby kid fresh citrus meat file bottle jar storage container tray pan tool mug plate bowl pasta soup honey'.split(
    ' ',
  ),
)

/** Words that say it all: a papad of urad looks like a papad. */
const strong = new Set(
  'papad appalam khakhra chakli barfi katli kulfi samosa popcorn momo parotta pasta macaroni diaper toothbrush'.split(
    ' ',
  ),
)

/** Lower-case words in the singular, roughly: enough for `Tomatoes`, `berries` and `dals` to be found. */
function tokens(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).map((word) =>
    word.length < 4 || word.endsWith('ss') || word.endsWith('us')
      ? word
      : word
          .replace(/ies$/, 'y')
          .replace(/(o|sh|ch|x)es$/, '$1')
          .replace(/s$/, ''),
  )
}

const lexicons: Record<Scope, Map<string, Entry>> = {
  food: lexicon([ingredients, 4], [things, 1]),
  care: lexicon([things, 3], [ingredients, 4]),
  ware: lexicon([things, 4]),
  pet: lexicon([pets, 4], [things, 1]),
}

const longestPhrase = 3

/**
 * The best word in a text. What stands before the first dash or comma names the product. Within that, an ingredient
 * comes first (`Mango Juice`), but a thing comes last (`Glass Water Bottle`).
 */
function bestIn(
  text: string,
  words: Map<string, Entry>,
  thingsLast = false,
): { icon: string; score: number } | undefined {
  let best: { icon: string; score: number } | undefined
  for (const [part, segment] of text.split(/ [-–+] |[,(]/, 6).entries()) {
    const list = tokens(segment)
    for (let from = 0; from < list.length; from += 1) {
      for (let length = 1; length <= longestPhrase && from + length <= list.length; length += 1) {
        const entry = words.get(list.slice(from, from + length).join(' '))
        if (!entry) continue
        const score = entry.weight * 10 + length * 4 - part * 12 + (thingsLast ? from : -from) * 0.3
        if (score > (best?.score ?? Number.NEGATIVE_INFINITY)) best = { icon: entry.icon, score }
      }
    }
  }
  return best
}

/** The icon that says best what a product is: by its name, else its type, else its keywords, else its category. */
export function iconFor(product: {
  name: string
  categoryPath: readonly string[]
  type?: string
  keywords?: readonly string[]
}): string {
  const { name, categoryPath, type = '', keywords = [] } = product
  const scope = scopeOf(categoryPath, type)
  const words = lexicons[scope]
  const leaf = categoryPath.at(-1) ?? ''
  const found =
    bestIn(name, words, scope === 'ware') ??
    bestIn(type, words) ??
    bestIn(leaf, words) ??
    bestIn(keywords.join(' '), words)
  return found?.icon ?? iconForCategory(categoryPath)
}

/** Top categories show what they hold: one thing in front of two others. */
const trios: readonly (readonly [words: RegExp, icons: readonly [string, string, string]])[] = [
  [/fruits? & veg/i, ['red-apple', 'carrot', 'leafy-green']],
  [/dairy|bakery/i, ['glass-of-milk', 'bread', 'egg']],
  [/atta|rice|foodgrain|staple/i, ['sheaf-of-rice', 'cooked-rice', 'bowl-turmeric']],
  [/oil.*(ghee|masala)|masala/i, ['bowl-red', 'drop-gold', 'hot-pepper']],
  [/dry fruit/i, ['almond', 'cashew', 'bowl-with-spoon']],
  [/snack/i, ['french-fries', 'popcorn', 'namkeen']],
  [/biscuit/i, ['cookie', 'pretzel', 'croissant']],
  [/tea,|tea &|coffee/i, ['hot-beverage', 'teapot', 'beverage-box']],
  [/drink|beverage|juice/i, ['tropical-drink', 'cup-with-straw', 'lemon']],
  [/instant|frozen/i, ['steaming-bowl', 'dumpling', 'snowflake']],
  [/sweet/i, ['chocolate-bar', 'soft-ice-cream', 'laddu']],
  [/sauce|spread/i, ['jar', 'tomato', 'honey-pot']],
  [/meat|fish/i, ['cut-of-meat', 'poultry-leg', 'fish']],
  [/baby/i, ['baby', 'baby-bottle', 'diaper']],
  [/bath/i, ['soap', 'lotion-bottle', 'toothbrush']],
  [/beauty|hair|skin/i, ['shampoo', 'lipstick', 'lotion-bottle']],
  [/pharma|health|wellness/i, ['pill', 'adhesive-bandage', 'herb']],
  [/clean/i, ['bubbles', 'broom', 'sponge']],
  [/pet care|^pets/i, ['dog-face', 'cat-face', 'bone']],
  [/home|kitchen/i, ['kadai', 'mug', 'light-bulb']],
  [/stationery/i, ['pencil', 'notebook', 'artist-palette']],
  [/pooja|festiv/i, ['diya-lamp', 'incense', 'sunflower']],
  [/gourmet/i, ['cheese-wedge', 'olive', 'spaghetti']],
]

/** Up to three icons for a category, the one in front first. A shelf below the top has one. */
export function iconsForCategory(path: readonly string[]): readonly string[] {
  const trio = path.length === 1 ? trios.find(([words]) => words.test(path[0] ?? ''))?.[1] : undefined
  return trio ?? [iconForCategory(path)]
}

/** The icon of a category by the words of its path, the leaf first. */
export function iconForCategory(path: readonly string[]): string {
  const leaf = path.at(-1) ?? ''
  const direct = path.length > 1 ? (bestIn(leaf, lexicons[scopeOf(path)]) ?? bestIn(leaf, lexicons.food)) : undefined
  return (
    direct?.icon ??
    [...path].reverse().flatMap((name) => fallbacks.filter(([words]) => words.test(name)))[0]?.[1] ??
    'basket'
  )
}

/** Every icon that can be chosen, so that they can be read in one go. */
export const allIconNames: ReadonlySet<string> = new Set([
  ...[ingredients, things, pets].flatMap((table) => Object.keys(table)),
  ...fallbacks.map(([, icon]) => icon),
  ...trios.flatMap(([, icons]) => icons),
  'basket',
])
