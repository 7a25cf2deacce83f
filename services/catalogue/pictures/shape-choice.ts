import type { BareShape } from './bare.ts'
import { scopeOf } from './icon-choice.ts'
import type { PackShape } from './shapes.ts'

export type Shape = PackShape | BareShape

type Rule = readonly [words: RegExp, shape: Shape]

/** By words of the name; the first that fits. */
const byName: readonly Rule[] = [
  [/wicks?\b|camphor|water colour|sambrani|havan|kumkum|mosquito (coil|machine)/i, 'box'],
  [/petroleum jelly|(night|day|cold|winter) cream|\bbalm\b|vapou?r rub|chyawanprash/i, 'tub'],
  [/\b(tetra|carton|uht|long life|toned milk tetra)\b/i, 'carton'],
  [
    /\bjar\b|pickle|achaar|\bjam\b|marmalade|peanut butter|spread\b|honey|nutella|mayonnaise jar|instant coffee|pasta sauce/i,
    'jar',
  ],
  [/\b(tin|canned)\b|condensed milk|baked beans|rasgulla|gulab jamun(?! mix)|pineapple slices/i, 'tin'],
  [/\b(curd|dahi|yogh?urt|shrikhand|ice cream tub|hummus|tub|butter spread|cream cheese|mishti doi)\b/i, 'tub'],
  [
    /toothpaste|\btube\b|face ?wash|hand cream|shaving cream|hair removal cream|rash cream|ointment|foot cream|scrub gel|sunscreen/i,
    'tube',
  ],
  [
    /hand ?wash|body wash|shower gel|body lotion|shampoo|conditioner|sanitizer|moisturi[sz]er|cleanser|baby lotion/i,
    'pump',
  ],
  [/glass cleaner|kitchen cleaner|\bspray\b(?!.*deo)|stain remover|trigger|disinfectant spray/i, 'spray'],
  [
    /deodorant|\bdeo\b|body spray|air freshener|room freshener|shaving foam|\btalc\b|insect killer|whipped cream/i,
    'aerosol',
  ],
  [
    /floor cleaner|toilet cleaner|liquid detergent|fabric conditioner|phenyl|mustard oil|sunflower oil|\b5 ?l(tr)?\b/i,
    'jug',
  ],
  [
    /\bsoap\b|soan papdi|agarbatti cones|bathing bar|toothbrush|tea bags|match ?box|\bpencils?\b|barfi|katli|laddu|gift box/i,
    'flatBox',
  ],
  [
    /chocolate bar|dark chocolate|milk chocolate|\bbar\b|biscuit|cookies|cracker|\bwafers?\b|rusk|digestive|marie|bourbon|candy bar/i,
    'bar',
  ],
  [/agarbatti|incense|dhoop|serum|attar|perfume|eau de|essential oil|eye drops|syrup \d|drops/i, 'slimBox'],
  [
    /ketchup|\bsauce\b|\boil\b|juice|squash|sharbat|syrup|vinegar|drink|lassi|milkshake|smoothie|kombucha|rose water|mouthwash|\bwater\b|dressing|dishwash|liquid|lotion|tonic|cleaner|phenol/i,
    'bottle',
  ],
  [/\bcola\b|soda|energy drink|beer|tonic water|ginger ale|\bcan\b/i, 'can'],
  [
    /chips|namkeen|bhujia|puffs|nachos|popcorn|makhana|mixture|\bsev\b|chivda|marshmallow|candy|toffee|frozen|fries|nuggets|bread|\bbuns?\b|\bpav\b|diaper/i,
    'bag',
  ],
  [
    /corn flakes|muesli|oats|cereal|\btea\b|tablets|capsules|bandage|strips|battery|bulb|supplement|protein powder|mix\b|noodles family/i,
    'box',
  ],
  [/masala|powder|chilli|haldi|mehendi|sachet|seasoning|yeast|noodles/i, 'sachet'],
]

/** By category path and type, when the name does not tell. */
const byCategory: readonly Rule[] = [
  [/> ?eggs|farm eggs|protein eggs|\beggs$/i, 'eggs'],
  [
    /fresh (chicken|fish|mutton|meat|water)|marinat|mutton|prawn|seafood|cuts & sprouts|cut & peeled|cut fruit|salads/i,
    'tray',
  ],
  [/> (nuts|dried fruits|seeds|dry fruits)\b/i, 'pouch'],
  [/shampoo|hand wash|shower|lotion/i, 'pump'],
  [/face care|skin care|makeup|lip|eye/i, 'tube'],
  [/fragrance|perfume|eau de|aromatherapy|serum/i, 'slimBox'],
  [
    /hair oil|hair care|juices|cold drinks|drinks|water|\boils\b|vinegar|cleaners?|dishwash|ketchup|sauces?|syrup/i,
    'bottle',
  ],
  [/ice cream|yogurt|cheese spread|dips?\b|curd/i, 'tub'],
  [/pickle|jam|honey|spread|chutney|olive/i, 'jar'],
  [/chocolate|biscuit|cookie|bars?\b|soap|wafer/i, 'bar'],
  [/tea|cereal|breakfast|health|medicine|supplement|cheese|butter|ayurveda|baking|battery|bulb/i, 'box'],
  [/snack|chips|namkeen|frozen|bakery|bread|candy|dairy|milk|noodle|pasta|sanitary|diaper|detergent/i, 'bag'],
  [/baby/i, 'pump'],
  [/mithai|gift/i, 'flatBox'],
]

/** Petfood and the like come in packs though they stand among wares. */
const packedWares =
  /napkin|foil|wrap|garbage|agarbatti|incense|camphor|candles|match|bulb|battery|pencil|pens?\b|crayon|colou?rs|glue|diaper|fertili|freshener|pooja oil|lamp oil|kumkum|wicks/i

/** How a product is best shown: in which pack, or as it is. */
export function shapeFor(product: {
  name: string
  categoryPath: readonly string[]
  type?: string
  pack?: string
}): Shape {
  const { name, categoryPath, type = '', pack = '' } = product
  const where = [...categoryPath, type].join(' > ')
  const scope = scopeOf(categoryPath, type)
  const grams = /^(\d+(?:\.\d+)?) ?(kg|g)$/i.exec(pack)
  const weight = grams ? Number(grams[1]) * (grams[2]?.toLowerCase() === 'kg' ? 1000 : 1) : 0
  if (/fruits? & vegetables|flowers?/i.test(where) || /^(fresh )?(fruits|vegetables)/i.test(where))
    return freshShape(name, where)
  if (/\begg/i.test(where) && /\beggs?\b/i.test(name)) return 'eggs'
  if (/meat|fish|chicken/i.test(where) && !/masala|canned|frozen|sausage|dry fish|pickle/i.test(`${where} ${name}`))
    return 'tray'
  if (scope === 'ware' && !packedWares.test(`${name} ${type} ${categoryPath.at(-1)}`)) return 'ware'
  if (
    scope === 'care' &&
    /brush|broom|mop\b|sponge|scrub pad|scrubber|glove|wiper|cloth|\bcomb\b|\brazor|loofah|n95|surgical mask|tongue cleaner|thermometer|toilet paper|tissue|towel roll|hot water bag|bucket|dustpan/i.test(
      `${name} ${type}`,
    ) &&
    !/toothbrush|toilet cleaner/i.test(name)
  )
    return 'ware'
  if (scope === 'pet') return petShape(name, where, weight)
  if (
    /atta|rice|flour|sugar|\bdals?\b|pulses|salt|sooji|maida|besan|poha|millet/i.test(`${where} ${name}`) &&
    !/oil|masala|drink|noodle|snack|instant|spread|biscuit/i.test(`${where}${name}`)
  )
    return weight >= 4000 ? 'sack' : 'packet'
  if (
    /\bmilk\b/i.test(name) &&
    /dairy|milk/i.test(where) &&
    !/shake|powder|flavou?red|chocolate|condensed|badam|cake/i.test(name)
  )
    return /carton|tetra|1 l/i.test(`${name} ${pack}`) ? 'carton' : 'packet'
  if (/paneer|tofu|cheese|butter(?!milk)/i.test(name) && /dairy|cheese/i.test(where))
    return /spread|cream/i.test(name) ? 'tub' : 'flatBox'
  return (
    byName.find(([words]) => words.test(name))?.[1] ?? byCategory.find(([words]) => words.test(where))?.[1] ?? 'pouch'
  )
}

function freshShape(name: string, where: string): Shape {
  if (/cut|peeled|sprout|salad|ready|mix|diced|sliced|recipe|tray/i.test(`${name} ${/cuts/i.test(where) ? 'cut' : ''}`))
    return 'tray'
  return /leaves|spinach|palak|coriander|mint|methi|bunch|broccoli|cabbage|cauliflower|watermelon|pumpkin|pineapple|bouquet|rose|marigold|banana|grapes/i.test(
    name,
  )
    ? 'bunch'
    : 'loose'
}

function petShape(name: string, where: string, weight: number): Shape {
  if (/collar|leash|toy|bowl|feeding support|brush|bed/i.test(`${name} ${where}`)) return 'ware'
  if (/shampoo|spray|lotion/i.test(name)) return 'pump'
  return weight >= 3000 ? 'sack' : 'pouch'
}
