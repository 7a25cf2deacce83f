/**
 * Which documents hold a word: four parallel columns sorted by word (the bulk, built once), and short lists for the
 * documents that came since. Seven bytes a posting.
 */
import type { Term } from '../language/terms.ts'

export type Posting = { document: number; impact: number; place: number; fields: number }

export type Postings = {
  /** Postings of word `w` are `start[w]` to `start[w + 1]`. */
  start: Int32Array
  documents: Int32Array
  impacts: Uint8Array
  places: Uint8Array
  fields: Uint8Array
  /** By word: documents added after the build. */
  late: Map<number, Posting[]>
}

/** Room for the postings of words with these document counts. */
export function emptyPostings(counts: number[]): Postings {
  const start = new Int32Array(counts.length + 1)
  for (let word = 0; word < counts.length; word++) start[word + 1] = start[word]! + counts[word]!
  const total = start[counts.length]!
  return {
    start,
    documents: new Int32Array(total),
    impacts: new Uint8Array(total),
    places: new Uint8Array(total),
    fields: new Uint8Array(total),
    late: new Map(),
  }
}

/** Writes a posting at an index of the columns. */
export function putPosting(postings: Postings, at: number, document: number, term: Term) {
  postings.documents[at] = document
  postings.impacts[at] = impactByte(term)
  postings.places[at] = term.place
  postings.fields[at] = term.fields
}

export function addLatePosting(postings: Postings, word: number, document: number, term: Term) {
  const posting = { document, impact: impactByte(term), place: term.place, fields: term.fields }
  const list = postings.late.get(word)
  if (list) list.push(posting)
  else postings.late.set(word, [posting])
}

const impactByte = (term: Term) => Math.max(1, Math.round(term.impact * 255))
