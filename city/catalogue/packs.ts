export type NetQuantity = { value: number; unit: 'g' | 'ml' | 'piece' }

/** What one of a written unit is in grams, millilitres or pieces. */
const units: Record<string, readonly [factor: number, unit: NetQuantity['unit']]> = {
  mg: [0.001, 'g'],
  g: [1, 'g'],
  gm: [1, 'g'],
  gms: [1, 'g'],
  gram: [1, 'g'],
  grams: [1, 'g'],
  kg: [1000, 'g'],
  kgs: [1000, 'g'],
  ml: [1, 'ml'],
  l: [1000, 'ml'],
  lt: [1000, 'ml'],
  ltr: [1000, 'ml'],
  ltrs: [1000, 'ml'],
  litre: [1000, 'ml'],
  litres: [1000, 'ml'],
  pc: [1, 'piece'],
  pcs: [1, 'piece'],
  piece: [1, 'piece'],
  pieces: [1, 'piece'],
  n: [1, 'piece'],
  nos: [1, 'piece'],
  dozen: [12, 'piece'],
  pair: [2, 'piece'],
  pads: [1, 'piece'],
  wipes: [1, 'piece'],
  sheets: [1, 'piece'],
  pulls: [1, 'piece'],
  rolls: [1, 'piece'],
  roll: [1, 'piece'],
  tablets: [1, 'piece'],
  capsules: [1, 'piece'],
  sticks: [1, 'piece'],
  sachets: [1, 'piece'],
  bunch: [1, 'piece'],
  pages: [1, 'piece'],
  unit: [1, 'piece'],
  set: [1, 'piece'],
  'tea bags': [1, 'piece'],
}

const shown: Record<string, string> = {
  gm: 'g',
  gms: 'g',
  gram: 'g',
  grams: 'g',
  kgs: 'kg',
  lt: 'l',
  ltr: 'l',
  ltrs: 'l',
  litre: 'l',
  litres: 'l',
  pieces: 'pcs',
  piece: 'pc',
  n: 'pcs',
  nos: 'pcs',
}

const amount = /^(?:pack of |set of )?(?:(\d+)\s*[x×*]\s*)?(\d+(?:\.\d+)?)\s*([a-z]+(?: bags)?)\b/i

/**
 * How much a pack holds, so that prices per unit can be compared: `6 x 70 g` is 420 g, `1.5 L` is 1500 ml,
 * `12 pcs` are 12 pieces. Undefined when the words do not say.
 */
export function parsePack(pack: string): NetQuantity | undefined {
  const count = /^(?:pack|set) of (\d{1,4})$/i.exec(pack.trim())
  if (count) return { value: Number(count[1]), unit: 'piece' }
  const match = amount.exec(pack.trim())
  const unit = match ? units[match[3]!.toLowerCase()] : undefined
  if (!match || !unit) return undefined
  const value = Math.round(Number(match[1] ?? 1) * Number(match[2]) * unit[0] * 1000) / 1000
  return value > 0 && value <= 1_000_000 ? { value, unit: unit[1] } : undefined
}

/** One spelling for each size: `1Kg` and `1 KG` are `1 kg`, `500gm` is `500 g`, `2X100 g` is `2 x 100 g`. */
export function normalisePack(pack: string): string {
  return pack
    .trim()
    .replace(/(\d)\s*[x×*]\s*(?=\d)/gi, '$1 x ')
    .replace(/(\d)\s*([a-z]+)\b/gi, (whole, digit: string, word: string) => {
      const unit = word.toLowerCase()
      return unit in units ? `${digit} ${shown[unit] ?? unit}` : whole
    })
}

/** A size at the end of a name or in brackets; not a range (`6-11 kg`), not a minimum (`25 kg+`), not a strength (`500 mg`). */
const sizeInName =
  /(?:^|[\s,(-])((?:\d{1,3}\s*[x×]\s*)?\d{1,5}(?:\.\d{1,3})?\s*(?:kgs?|gms?|g|ml|ltrs?|litres?|l|pcs|pc|pieces|pads|wipes|sheets|tablets|capsules|tea bags))(?=$|[\s,)])(?!\s*(?:and|to|each|\+|-))/gi

/** Bundles, free extras, and grams that are not of the pack. */
const offerOrStrength = /\+|\b(?:get|free|extra(?! virgin)|up ?to|protein)\b/i

/** The pack size that a product's name mentions, in one spelling; '' when it names none, or several (a bundle). */
export function packInName(name: string): string {
  if (offerOrStrength.test(name)) return ''
  const found = [...name.matchAll(sizeInName)].filter((match) => !/\d\s*-\s*$/.test(name.slice(0, match.index + 1)))
  const first = found[0]?.[1]
  return found.length === 1 && first ? normalisePack(first) : ''
}
