/**
 * Scores every document that answers a plan, for all stores at once: how well its words answer the concepts, then how
 * well its kind of thing fits what the query seems to mean. That second part is learned from the matches themselves:
 * most good matches of "curd" are kinds of curd, so a curd shampoo stands back.
 */

import type { Plan, Wording } from '../language/plan.ts'
import { field, tellingFields } from '../language/terms.ts'
import type { SearchIndex } from './index.ts'
import { groupFits } from './intent.ts'

/** Matches of a query, best first only after a store has been applied. Scores are whole numbers up to 2^30. */
export type Matches = {
  rows: Int32Array
  scores: Int32Array
  /** 1 for those that answer every concept in words that say what the product is; 0 for the relaxed rest. */
  full: Uint8Array
}

const scale = 2 ** 20
/** A relaxed match answers at least this part of the query, by weight. */
const leastCoverage = 0.3
/** What a match in weak fields counts towards coverage. */
const shelfCoverage = 0.75
const weakCoverage = 0.4
const bonus = { adjacent: 0.12, wholeName: 0.1, wholeSegment: 0.22, wholeBrand: 0.12, size: 0.25, prior: 0.06 }
/** A product that the query names only by its modifiers: chilli in "Green Chilli Sauce". */
const notHead = 0.85
/** How much a kind (or shelf, or aisle) that fits the query lifts a product, together at most `intentStrength`. */
const intentShare = { kind: 0.5, shelf: 0.25, aisle: 0.25 }
const intentStrength = 1.1

/** Working memory for one query at a time: cells are valid when stamped with the present concept. */
class Scratch {
  readonly stamp: Int32Array
  readonly value: Float32Array
  readonly place: Uint8Array
  readonly fields: Uint8Array
  readonly phraseStamp: Int32Array
  readonly phraseValue: Float32Array
  readonly phrasePlace: Uint8Array
  readonly phraseFields: Uint8Array
  readonly seen: Int32Array
  readonly sum: Float32Array
  readonly cover: Float32Array
  readonly lastPlace: Uint8Array
  readonly named: Uint8Array
  readonly inSegment: Uint8Array
  readonly head: Uint8Array
  readonly inBrand: Uint8Array
  readonly rows: Int32Array
  epoch = 0

  constructor(size: number) {
    this.stamp = new Int32Array(size)
    this.value = new Float32Array(size)
    this.place = new Uint8Array(size)
    this.fields = new Uint8Array(size)
    this.phraseStamp = new Int32Array(size)
    this.phraseValue = new Float32Array(size)
    this.phrasePlace = new Uint8Array(size)
    this.phraseFields = new Uint8Array(size)
    this.seen = new Int32Array(size)
    this.sum = new Float32Array(size)
    this.cover = new Float32Array(size)
    this.lastPlace = new Uint8Array(size)
    this.named = new Uint8Array(size)
    this.inSegment = new Uint8Array(size)
    this.head = new Uint8Array(size)
    this.inBrand = new Uint8Array(size)
    this.rows = new Int32Array(size)
  }

  /** A stamp that no cell bears; long before 32 bits run out, all are wiped. */
  nextEpoch(): number {
    if (this.epoch > 2 ** 30) {
      for (const stamps of [this.stamp, this.phraseStamp, this.seen]) stamps.fill(0)
      this.epoch = 0
    }
    return ++this.epoch
  }
}

let scratch = new Scratch(0)

export function rank(index: SearchIndex, plan: Plan): Matches {
  if (scratch.stamp.length < index.alive.length) scratch = new Scratch(index.alive.length)
  const s = scratch
  const found = gather(index, plan, s)
  const total = plan.concepts.reduce((sum, concept) => sum + concept.weight, 0)
  const words = plan.concepts.reduce((sum, concept) => sum + concept.length, 0)
  const keep: number[] = []
  for (let i = 0; i < found; i++) {
    const row = s.rows[i]!
    const coverage = s.cover[row]! / total
    if (index.alive[row] === 0 || coverage < leastCoverage) continue
    const named = Math.min(words, s.named[row]!)
    const whole = named / Math.max(words, index.nameLengths[row]!)
    const segment = Math.min(words, s.inSegment[row]!) / Math.max(words, index.segmentLengths[row]!)
    let asNamed = bonus.wholeName * whole + bonus.wholeSegment * segment
    if (s.inBrand[row]! > 0 && s.inBrand[row]! >= index.brandLengths[row]!) asNamed += bonus.wholeBrand
    const value = (s.sum[row]! / total) * coverage * coverage + asNamed * coverage
    s.value[row] = s.head[row] === 1 ? value : value * notHead
    keep.push(row)
  }
  const fit = groupFits(index, plan, s.value, keep, total)
  const { kinds, shelves, aisles } = index
  const matches: Matches = {
    rows: Int32Array.from(keep),
    scores: new Int32Array(keep.length),
    full: new Uint8Array(keep.length),
  }
  for (let i = 0; i < keep.length; i++) {
    const row = keep[i]!
    const intent =
      intentShare.kind * fit[kinds[row]!]! +
      intentShare.shelf * fit[shelves[row]!]! +
      intentShare.aisle * fit[aisles[row]!]!
    let score = s.value[row]! * (1 + intentStrength * intent + bonus.prior * index.prior[row]!)
    if (plan.sizes.length > 0 && index.sizes.get(row)?.some((size) => plan.sizes.includes(size)))
      score *= 1 + bonus.size
    matches.scores[i] = Math.max(1, Math.round(score * scale))
    matches.full[i] = s.cover[row]! >= total * 0.999 ? 1 : 0
  }
  return matches
}

/** Adds up, over the concepts, the best wording of each document. @returns how many documents were touched */
function gather(index: SearchIndex, plan: Plan, s: Scratch): number {
  const run = s.nextEpoch()
  let found = 0
  for (const concept of plan.concepts) {
    const epoch = s.nextEpoch()
    let touched = 0
    const { stamp, value, place, fields } = s
    const conceptRows: number[] = []
    const offer = (row: number, worth: number, at: number, where: number) => {
      if (stamp[row] !== epoch) {
        stamp[row] = epoch
        value[row] = worth
        place[row] = at
        fields[row] = where
        conceptRows[touched++] = row
      } else {
        // A weaker wording may still be the one that says what the product is.
        if (worth > value[row]!) {
          value[row] = worth
          if (at !== 255) place[row] = at
        }
        fields[row] = fields[row]! | where
      }
    }
    for (const wording of concept.wordings) offerWording(index, wording, s, offer)
    for (let i = 0; i < touched; i++) {
      const row = conceptRows[i]!
      const where = fields[row]!
      const counts = (where & tellingFields) !== 0 ? 1 : (where & field.shelf) !== 0 ? shelfCoverage : weakCoverage
      let worth = value[row]!
      if (s.seen[row] !== run) {
        s.seen[row] = run
        s.sum[row] = 0
        s.cover[row] = 0
        s.named[row] = 0
        s.inSegment[row] = 0
        s.head[row] = 0
        s.inBrand[row] = 0
        s.lastPlace[row] = 255
        s.rows[found++] = row
      } else if (place[row] !== 255 && s.lastPlace[row] !== 255 && place[row] === s.lastPlace[row]! + 1) {
        worth += bonus.adjacent
      }
      s.sum[row] = s.sum[row]! + concept.weight * worth
      s.cover[row] = s.cover[row]! + concept.weight * counts
      if ((where & field.name) !== 0) s.named[row] = Math.min(255, s.named[row]! + concept.length)
      if ((where & field.segment) !== 0) s.inSegment[row] = Math.min(255, s.inSegment[row]! + concept.length)
      if ((where & (field.head | field.brand)) !== 0) s.head[row] = 1
      if ((where & field.brand) !== 0) s.inBrand[row] = Math.min(255, s.inBrand[row]! + concept.length)
      s.lastPlace[row] = place[row]!
    }
  }
  return found
}

type Offer = (row: number, worth: number, place: number, fields: number) => void

/** All documents with all words of a wording; a phrase is as good as its weakest word, a broken one a little less. */
function offerWording(index: SearchIndex, { words, sureness }: Wording, s: Scratch, offer: Offer) {
  if (words.length === 1) {
    eachPosting(index, words[0]!, (row, worth, place, fields) => offer(row, worth * sureness, place, fields))
    return
  }
  let before = s.nextEpoch()
  eachPosting(index, words[0]!, (row, worth, place, fields) => {
    s.phraseStamp[row] = before
    s.phraseValue[row] = worth
    s.phrasePlace[row] = place
    s.phraseFields[row] = fields
  })
  for (let i = 1; i < words.length; i++) {
    const last = i === words.length - 1
    const epoch = s.nextEpoch()
    const previous = before
    eachPosting(index, words[i]!, (row, worth, place, fields) => {
      if (s.phraseStamp[row] !== previous) return
      const together = place !== 255 && place === s.phrasePlace[row]! + 1
      const earlier = s.phraseValue[row]!
      const value = together ? Math.max(earlier, worth) : (earlier * 0.4 + worth * 0.6) * 0.85
      const shared = (s.phraseFields[row]! & fields) | ((s.phraseFields[row]! | fields) & (tellingFields | field.head))
      if (last) offer(row, value * sureness, place, shared)
      s.phraseStamp[row] = epoch
      s.phraseValue[row] = value
      s.phrasePlace[row] = place
      s.phraseFields[row] = shared
    })
    before = epoch
  }
}

function eachPosting(index: SearchIndex, word: number, visit: Offer) {
  const { start, documents, impacts, places, fields, late } = index.postings
  if (word + 1 < start.length) {
    const end = start[word + 1]!
    for (let i = start[word]!; i < end; i++) visit(documents[i]!, impacts[i]! / 255, places[i]!, fields[i]!)
  }
  if (late.size === 0) return
  for (const { document, impact, place, fields } of late.get(word) ?? []) visit(document, impact / 255, place, fields)
}
