/** One document as terms: which words it holds, how much each says about what the product is, and where it stands. */
import type { SearchDocument } from '../port.ts'
import { sizeCode, takeSizes } from '../text/sizes.ts'
import { plainText, wordsOf } from '../text/words.ts'

/** Where a word was found. */
export const field = { name: 1, head: 2, brand: 4, kind: 8, keyword: 16, shelf: 32, detail: 64, segment: 128 } as const
/** Fields that say what the product is; a match in the others alone is a weak one. */
export const tellingFields = field.name | field.brand | field.kind | field.keyword

/** `impact` 0 to 1; `place` is the word's place in the name (the Hindi one follows after a gap), 255 when it is not there. */
export type Term = { impact: number; place: number; fields: number }
export type Terms = {
  byWord: Map<string, Term>
  nameWords: string[]
  /** Those of the Hindi name: in `byWord` they count as words of the name, too. */
  nameHiWords: string[]
  /** Words in the part of the name that says what it is. */
  segmentLength: number
  brandWords: string[]
  sizes: number[]
}

/**
 * What a word is worth by field, 0 to 1. Chosen by reasoning about shelves and checked on both query sets of
 * `bench/search.ts`: the name says most, its head noun ("Garlic Oil - Vegetarian Capsule" is an oil) more than its
 * modifiers; the kind is sure but coarse; descriptions mention everything.
 */
const worth = {
  name: 0.6, // anywhere in the name
  segment: 0.12, // in its first part, before " - ", ",", "(" …
  head: 0.2, // the last word of that part
  short: 0.08, // the fewer other words, the more this one says
  keyword: 0.6,
  brand: 0.7,
  kind: 0.5, // a kind of one name; `Potato, Onion & Tomato` is shared, and worth less
  sharedKind: 0.34,
  shelf: 0.25,
  aisle: 0.1,
  attribute: 0.25,
  description: 0.12,
  /** Of a name that lists several products ("Sauce 500g + Pasta 70g"): each is less than the thing by itself. */
  bundled: 0.85,
}
const longestDescription = 2_000
const notInName = 255

/** ` - `, brackets, commas and joining words end the part of a name that says what it is. */
const segmentEnd = /\s[-–|:+]+\s|[-–|:,;([{+]\s|\s[-–|:+(]|[,;([{|]|\b(?:with|for|from|in|without)\b/i

export function termsOf(document: SearchDocument): Terms {
  const byWord = new Map<string, Term>()
  const { sizes, rest } = takeSizes(plainText(document.name))
  if (document.pack) sizes.push(...takeSizes(document.pack).sizes)
  const isBundle = sizes.length > 1 && document.name.includes('+')
  const share = isBundle ? worth.bundled : 1
  const { words: nameWords, segmentLength } = readName(byWord, rest, share)
  // After a gap, so that the last word of one name and the first of the other are no neighbours.
  const hindi = takeSizes(plainText(document.nameHi ?? '')).rest
  const { words: nameHiWords } = readName(byWord, hindi, share, nameWords.length + 1)
  const brandWords = wordsOf(document.brand)
  addAll(byWord, brandWords, worth.brand, field.brand)
  const { kind, path } = placeOf(document)
  const kinds = kind.split(/[,&/]/)
  for (const part of kinds) addAll(byWord, wordsOf(part), kinds.length > 1 ? worth.sharedKind : worth.kind, field.kind)
  path.forEach((name, depth) => {
    addAll(byWord, wordsOf(name), depth === path.length - 1 && depth > 0 ? worth.shelf : worth.aisle, field.shelf)
  })
  for (const name of document.categoryPathHi ?? []) addAll(byWord, wordsOf(name), worth.aisle, field.shelf)
  for (const keyword of document.keywords ?? []) addAll(byWord, wordsOf(keyword), worth.keyword, field.keyword)
  for (const value of Object.values(document.attributes ?? {})) {
    addAll(byWord, wordsOf(value), worth.attribute, field.detail)
  }
  if (document.description) {
    addAll(byWord, wordsOf(document.description.slice(0, longestDescription)), worth.description, field.detail)
  }
  return { byWord, nameWords, nameHiWords, segmentLength, brandWords, sizes: [...new Set(sizes.map(sizeCode))] }
}

/** What kind of thing it is (the finest name there is) and the categories above that, root first. */
export function placeOf(document: SearchDocument): { kind: string; path: string[] } {
  const last = document.categoryPath.at(-1) ?? ''
  if (document.type && document.type !== last) return { kind: document.type, path: document.categoryPath }
  return { kind: last, path: document.categoryPath.slice(0, -1) }
}

/** @param from the place of its first word */
function readName(
  byWord: Map<string, Term>,
  name: string,
  share: number,
  from = 0,
): { words: string[]; segmentLength: number } {
  const end = name.search(segmentEnd)
  const segment = end > 0 && /\p{L}/u.test(name.slice(0, end)) ? name.slice(0, end) : name
  const first = wordsOf(segment).length
  const words = wordsOf(name)
  // "Urad Dal/Uddina Bele" has two names, and so two heads.
  const heads = new Set<number>()
  let at = 0
  for (const part of segment.split('/')) {
    at += wordsOf(part).length
    if (at > 0) heads.add(at - 1)
  }
  words.forEach((word, place) => {
    let impact = worth.name + worth.short / Math.max(1, words.length - 1)
    if (place < first) impact += worth.segment
    if (heads.has(place)) impact += worth.head
    const fields = field.name | (place < first ? field.segment : 0) | (heads.has(place) ? field.head : 0)
    add(byWord, word, impact * share, fields, Math.min(from + place, notInName - 1))
  })
  return { words, segmentLength: first }
}

function addAll(byWord: Map<string, Term>, words: string[], impact: number, fields: number) {
  for (const word of words) add(byWord, word, impact, fields, notInName)
}

/** A word found in several fields is worth its best one, and a little for each of the others. */
function add(byWord: Map<string, Term>, word: string, impact: number, fields: number, place: number) {
  const known = byWord.get(word)
  if (!known) {
    byWord.set(word, { impact, place, fields })
    return
  }
  const fresh = (fields & ~known.fields) !== 0
  known.impact = Math.min(1, Math.max(known.impact, impact) + (fresh ? Math.min(known.impact, impact) * 0.15 : 0))
  known.fields |= fields
  if (place < known.place) known.place = place
}
