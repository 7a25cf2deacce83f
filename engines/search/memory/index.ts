/**
 * The index: words, postings and one row of columns per document. Built whole and then swapped in; a few changed
 * documents at a time are appended (the old row of a changed document is marked dead) until the next whole build.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { partsOf, priorOf, tieOf } from '../language/order.ts'
import { field, placeOf, type Term, type Terms, termsOf } from '../language/terms.ts'
import { Vocabulary } from '../language/vocabulary.ts'
import type { SearchDocument } from '../port.ts'
import type { Synonyms } from '../text/synonyms.ts'
import { Names } from './names.ts'
import { addLatePosting, emptyPostings, type Postings, putPosting } from './postings.ts'
import { Phrases } from './suggest.ts'

/** Documents that fit behind a built index before it must be built again. */
export const lateCapacity = 2_048
/** The longest a build works before other work gets its turn. */
const turnMs = 3

export type SearchIndex = {
  vocabulary: Vocabulary
  postings: Postings
  /** Rows in use, dead ones included. */
  rows: number
  rowOf: Map<string, number>
  documents: (SearchDocument | undefined)[]
  alive: Uint8Array
  /** Where the stores' listings keep this product. */
  slots: Int32Array
  kinds: Int32Array
  shelves: Int32Array
  aisles: Int32Array
  brands: Int32Array
  nameLengths: Uint8Array
  segmentLengths: Uint8Array
  brandLengths: Uint8Array
  /** By word of the build: how often it is what a name is about, among the names it is in, 0 to 1. */
  headShares: Float32Array
  /** 0 to 1: how well liked and how much bought, before any query. */
  prior: Float32Array
  /** Orders equals the same way in every copy of the index, whatever the order of arrival. */
  ties: Float64Array
  categories: readonly number[][]
  attributes: readonly number[][]
  /** Codes of `sizeCode`, of documents that have a size. */
  sizes: Map<number, number[]>
  groupNames: Names
  /** The words of each group's name, by part: `Potato, Onion & Tomato` has three parts. */
  groupParts: string[][][]
  /** Living documents in each group (kind, shelf or aisle). */
  groupSizes: number[]
  brandNames: Names
  /** By category id. */
  categoryNames: Names
  attributeNames: Names
  phrases: Phrases
  /** Changes with every change of a document; results kept from another version are stale. */
  version: number
}

let lastVersion = 0

/** A function to call between pieces of work: it lets others in when this one has had its time. */
export function breather(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < turnMs) return undefined
    return nextTurn().then(() => {
      since = performance.now()
    })
  }
}

/** Builds an index of all documents, giving way to other work every few milliseconds. */
export async function buildIndex(
  documents: SearchDocument[],
  synonyms: Synonyms,
  slotOf: (id: string) => number,
): Promise<SearchIndex> {
  const vocabulary = new Vocabulary()
  for (const word of synonyms.words) vocabulary.add(word)
  const known = new Set<string>()
  const all: Terms[] = []
  const breathe = breather()
  for (let i = 0; i < documents.length; i++) {
    if (i % 16 === 0) await breathe()
    const terms = termsOf(documents[i]!)
    for (const word of terms.nameWords) known.add(word)
    all.push(terms)
  }
  for (let i = 0; i < all.length; i++) {
    if (i % 16 === 0) await breathe()
    joinWords(all[i]!, (word) => known.has(word))
    for (const word of all[i]!.byWord.keys()) vocabulary.documents[vocabulary.add(word)]!++
  }
  await vocabulary.arrange(breathe)
  const postings = emptyPostings(vocabulary.documents)
  const next = postings.start.slice()
  const index = emptyIndex(vocabulary, postings, documents.length + lateCapacity)
  for (let i = 0; i < documents.length; i++) {
    if (i % 16 === 0) await breathe()
    const row = addRow(index, documents[i]!, all[i]!, slotOf)
    for (const [word, term] of all[i]!.byWord) putPosting(postings, next[vocabulary.idOf(word)!]!++, row, term)
  }
  await breathe()
  shareHeads(index)
  return index
}

/** "Peanut" is often what a product is, "salted" hardly ever; smoothed, because few names prove little. */
function shareHeads({ postings, headShares }: SearchIndex) {
  for (let word = 0; word < headShares.length; word++) {
    let named = 0
    let heads = 0
    for (let i = postings.start[word]!; i < postings.start[word + 1]!; i++) {
      if ((postings.fields[i]! & field.name) !== 0) named++
      if ((postings.fields[i]! & field.head) !== 0) heads++
    }
    headShares[word] = (heads + 1) / (named + 2)
  }
}

/** Adds or replaces one document. @returns false when the index is full and must be built again */
export function addLate(index: SearchIndex, document: SearchDocument, slotOf: (id: string) => number): boolean {
  if (index.rows === index.alive.length) return false
  dropDocument(index, document.id)
  const terms = termsOf(document)
  const { vocabulary } = index
  joinWords(terms, (word) => {
    const id = vocabulary.idOf(word)
    return id !== undefined && vocabulary.documents[id]! > 0
  })
  const row = addRow(index, document, terms, slotOf)
  for (const [word, term] of terms.byWord) {
    const id = vocabulary.add(word)
    vocabulary.documents[id]!++
    addLatePosting(index.postings, id, row, term)
  }
  return true
}

/** Forgets a document; its row stays, dead, until the next build. */
export function dropDocument(index: SearchIndex, id: string): void {
  const row = index.rowOf.get(id)
  if (row === undefined) return
  index.rowOf.delete(id)
  index.alive[row] = 0
  const terms = termsOf(index.documents[row]!)
  for (const word of terms.byWord.keys()) {
    const known = index.vocabulary.idOf(word)
    if (known !== undefined) index.vocabulary.documents[known]!--
  }
  for (const column of [index.kinds, index.shelves, index.aisles]) index.groupSizes[column[row]!]!--
  index.documents[row] = undefined
  index.version = ++lastVersion
}

/** "Corn Flakes" is also found as `cornflakes` when some product is spelled so. */
function joinWords({ byWord, nameWords, brandWords }: Terms, isWord: (word: string) => boolean) {
  for (const words of [nameWords, brandWords]) {
    for (let i = 0; i + 1 < words.length; i++) {
      const first = words[i]!
      const second = words[i + 1]!
      if (first.length < 2 || second.length < 2) continue
      const joined = first + second
      if (byWord.has(joined) || !isWord(joined)) continue
      const [a, b] = [byWord.get(first)!, byWord.get(second)!]
      const term: Term = { impact: Math.max(a.impact, b.impact), place: b.place, fields: a.fields | b.fields }
      byWord.set(joined, term)
    }
  }
}

function emptyIndex(vocabulary: Vocabulary, postings: Postings, capacity: number): SearchIndex {
  return {
    vocabulary,
    postings,
    rows: 0,
    rowOf: new Map(),
    documents: [],
    alive: new Uint8Array(capacity),
    slots: new Int32Array(capacity),
    kinds: new Int32Array(capacity),
    shelves: new Int32Array(capacity),
    aisles: new Int32Array(capacity),
    brands: new Int32Array(capacity),
    nameLengths: new Uint8Array(capacity),
    segmentLengths: new Uint8Array(capacity),
    brandLengths: new Uint8Array(capacity),
    headShares: new Float32Array(vocabulary.words.length),
    prior: new Float32Array(capacity),
    ties: new Float64Array(capacity),
    categories: [],
    attributes: [],
    sizes: new Map(),
    groupNames: new Names(),
    groupParts: [],
    groupSizes: [],
    brandNames: new Names(),
    categoryNames: new Names(),
    attributeNames: new Names(),
    phrases: new Phrases(),
    version: ++lastVersion,
  }
}

const none: number[] = []

function addRow(index: SearchIndex, document: SearchDocument, terms: Terms, slotOf: (id: string) => number): number {
  const row = index.rows++
  const { kind, path } = placeOf(document)
  index.rowOf.set(document.id, row)
  index.documents.push(document)
  index.alive[row] = 1
  index.slots[row] = slotOf(document.id)
  index.kinds[row] = countGroup(index, 'kind', kind)
  index.shelves[row] = countGroup(index, 'shelf', path.at(-1) ?? '')
  index.aisles[row] = countGroup(index, 'aisle', path[0] ?? '')
  const brand = document.brand.trim()
  index.brands[row] = index.brandNames.add(brand.toLowerCase(), brand)
  index.nameLengths[row] = Math.min(255, terms.nameWords.length)
  index.segmentLengths[row] = Math.min(255, terms.segmentLength)
  index.brandLengths[row] = Math.min(255, terms.brandWords.length)
  index.prior[row] = priorOf(document)
  index.ties[row] = tieOf(document.id)
  const categories = document.categoryIds.map((id, depth) => index.categoryNames.add(id, document.categoryPath[depth]))
  ;(index.categories as number[][]).push(categories)
  const attributes = Object.entries(document.attributes ?? {})
  ;(index.attributes as number[][]).push(
    attributes.length === 0 ? none : attributes.map(([name, value]) => index.attributeNames.add(`${name}\0${value}`)),
  )
  if (terms.sizes.length > 0) index.sizes.set(row, terms.sizes)
  index.phrases.add(document, row)
  index.version = ++lastVersion
  return row
}

function countGroup(index: SearchIndex, level: string, name: string): number {
  const group = index.groupNames.add(`${level}\0${name}`, name)
  index.groupParts[group] ??= partsOf(name)
  index.groupSizes[group] = (index.groupSizes[group] ?? 0) + 1
  return group
}
