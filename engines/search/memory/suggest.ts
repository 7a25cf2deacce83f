/**
 * Completions of an unfinished query: what products are called (head phrases that several products share), brands,
 * categories, then the best products themselves. Only what the store has.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Suggestion } from '../port.ts'
import { foldCase, plainText } from '../text/words.ts'
import type { SearchIndex } from './index.ts'
import { type Shelf, shelf as state } from './listings.ts'

type Phrase = { text: string; folded: string; kind: Suggestion['kind']; id?: string; rows: number[]; count: number }
export type Phrases = {
  version: number
  list: Phrase[] /** Phrase numbers by the beginning of any of their words. */
  starts: Map<string, number[]>
}

const sharedBy = 3
const samples = 64 // products looked at to see whether the store has any
const prefixLength = 3

/** Collected once per built index; a changed document's phrases come with the next build. */
export async function collectPhrases(index: SearchIndex): Promise<Phrases> {
  const byText = new Map<string, Phrase>()
  const note = (text: string, kind: Suggestion['kind'], row: number, id?: string) => {
    const shown = text.trim()
    if (shown.length < 2 || shown.length > 60) return
    const folded = fold(shown)
    const key = `${kind}\0${id ?? folded}`
    let phrase = byText.get(key)
    if (!phrase) {
      phrase = { text: kind === 'query' ? shown.toLowerCase() : shown, folded, kind, id, rows: [], count: 0 }
      byText.set(key, phrase)
    }
    phrase.count++
    if (phrase.rows.length < samples) phrase.rows.push(row)
  }
  for (let row = 0; row < index.rows; row++) {
    if (row % 1_000 === 999) await nextTurn()
    const document = index.documents[row]
    if (!document) continue
    const head = plainText(document.name)
      .split(/\s[-–|:+]\s|[,;([{|/+]|\d/)[0]!
      .trim()
      .split(/\s+/)
    if (head.length <= 4) note(head.join(' '), 'query', row)
    if (head.length > 2) note(head.slice(-2).join(' '), 'query', row)
    note(document.brand, 'brand', row)
    for (const [depth, id] of document.categoryIds.entries())
      note(document.categoryPath[depth] ?? '', 'category', row, id)
    if (document.type) for (const part of document.type.split(/[,&/]/)) note(part, 'query', row)
  }
  const list = [...byText.values()].filter((phrase) => phrase.kind !== 'query' || phrase.count >= sharedBy)
  const starts = new Map<string, number[]>()
  list.forEach((phrase, number) => {
    const keys = new Set<string>()
    for (const word of phrase.folded.split(' ')) for (let n = 1; n <= prefixLength; n++) keys.add(word.slice(0, n))
    for (const key of keys) {
      const known = starts.get(key)
      if (known) known.push(number)
      else starts.set(key, [number])
    }
  })
  return { version: index.version, list, starts }
}

/** Phrases that complete the text in this store, best first: those that begin with it before those that contain it. */
export function completePhrases(
  index: SearchIndex,
  phrases: Phrases,
  columns: Shelf,
  text: string,
  limit: number,
): Suggestion[] {
  const folded = fold(text)
  if (folded === '') return []
  const first = folded.split(' ')[0]!.slice(0, prefixLength)
  const found: { phrase: Phrase; score: number }[] = []
  for (const number of phrases.starts.get(first) ?? []) {
    const phrase = phrases.list[number]!
    const begins = phrase.folded.startsWith(folded)
    if (!begins && !phrase.folded.includes(` ${folded}`)) continue
    const exact = phrase.folded === folded ? 2 : 0
    found.push({
      phrase,
      score: (begins ? 4 : 0) + exact + Math.log10(1 + phrase.count) + (phrase.kind === 'brand' ? 0.3 : 0),
    })
  }
  found.sort((a, b) => b.score - a.score || (a.phrase.folded < b.phrase.folded ? -1 : 1))
  const seen = new Set<string>()
  const out: Suggestion[] = []
  for (const { phrase } of found) {
    if (out.length === limit) break
    if (
      seen.has(phrase.folded) ||
      !phrase.rows.some((row) => index.alive[row] === 1 && columns.state[index.slots[row]!] !== state.absent)
    )
      continue
    seen.add(phrase.folded)
    out.push(
      phrase.id === undefined
        ? { text: phrase.text, kind: phrase.kind }
        : { text: phrase.text, kind: phrase.kind, id: phrase.id },
    )
  }
  return out
}

const fold = (text: string) =>
  foldCase(plainText(text))
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
