/** Pack sizes inside text: `500 g`, `1kg`, `1.5 l`, `6 x 70 g`, `12 pcs`. */

/** A size in its base unit: grams, millilitres or pieces. */
export type Size = { unit: 'g' | 'ml' | 'pc'; amount: number }

const units: Record<string, [Size['unit'], number]> = {}
const define = (unit: Size['unit'], factor: number, names: string) => {
  for (const name of names.split(' ')) units[name] = [unit, factor]
}
define('g', 1, 'g gm gms gram grams gr grm')
define('g', 1000, 'kg kgs kilo kilos kilogram kilograms')
define('ml', 1, 'ml mls millilitre milliliter')
define('ml', 1000, 'l lt ltr ltrs litre litres liter liters')
define('pc', 1, 'pc pcs piece pieces nos unit units')
define('pc', 12, 'dozen dozens')

const unitNames = Object.keys(units).sort((a, b) => b.length - a.length)
const sizePattern = new RegExp(
  `(?<![\\d.\\p{L}])(?:(\\d{1,3})\\s*[x×*]\\s*)?(\\d{1,5}(?:\\.\\d{1,3})?)\\s*(${unitNames.join('|')})(?![\\p{L}\\d])`,
  'giu',
)

/** The sizes in a text, and the text without them. A multipack gives the size of one and of all. */
export function takeSizes(text: string): { sizes: Size[]; rest: string } {
  if (!/\d/.test(text)) return { sizes: [], rest: text }
  const sizes: Size[] = []
  const rest = text.replace(sizePattern, (_whole, count: string | undefined, amount: string, name: string) => {
    const [unit, factor] = units[name.toLowerCase()]!
    const one = Number(amount) * factor
    sizes.push({ unit, amount: one })
    if (count !== undefined) sizes.push({ unit, amount: one * Number(count) })
    return ' '
  })
  return { sizes, rest }
}

/** One number per size, so that sizes compare as integers: 1 l and 1000 ml are the same. */
export const sizeCode = (size: Size): number =>
  Math.round(size.amount * 10) * 4 + (size.unit === 'g' ? 0 : size.unit === 'ml' ? 1 : 2)
