/**
 * GST by kind of goods in basis points, as Indian rates stand since 22 September 2025 (0, 5, 18 and 40 %).
 * A shopkeeper's default, not tax advice: whoever imports a catalogue may give each row its own rate.
 */
export const gst = { none: 0, low: 500, standard: 1800, high: 4000 } as const

type Rule = readonly [rate: number, words: RegExp]

/** First match wins, over category, sub-category and type together. */
const rules: readonly Rule[] = [
  [
    gst.none,
    /fresh (fruit|vegetable|chicken|mutton|fish|water)|fruits & vegetables|marine water|farm eggs|\beggs >|breads? & buns|milk, white|> milk$|paneer|\bcurd\b|buttermilk|sanitary|tampons|notebooks|erasers|country eggs|flower/i,
  ],
  [gst.high, /cold drinks|aerated|energy & soft|energy drinks|soda &/i],
  [
    gst.low,
    /pet medicine|everyday medicine|ayurveda|antiseptics|health & medicine|toothpaste|toothbrush|shampoo|hair oil|baby oil|talc|powder > baby|bathing bars|shaving care|agarbatti|incense|camphor|candles|lamp|pooja|umbrella|pen, pencils|colours|cookware|steel|copper|utensil|pressure cook|kadai|tawa|crockery|cutlery|diapers|feeding|sippers|nappies/i,
  ],
  [
    gst.standard,
    /beauty|cleaning|kitchen|pet |baby (creams|wipes|bath|laundry|health|gift)|stationery|packaged water|supplement/i,
  ],
]

/** GST in basis points for goods in a category path; 5 %, the rate of packed food, when nothing more is known. */
export function gstFor(categoryPath: readonly string[], type = ''): number {
  const where = [...categoryPath, type].join(' > ')
  return rules.find(([, words]) => words.test(where))?.[0] ?? gst.low
}
