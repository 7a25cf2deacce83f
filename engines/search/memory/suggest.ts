/**
 * Completions of an unfinished query: what products are called (head phrases that several products share), brands and
 * categories. Only what the store has.
 */
import { foldPhrase, neededBy, phrasesOf } from '../language/phrases.ts'
import type { SearchDocument, Suggestion } from '../port.ts'
import { wordsOf } from '../text/words.ts'
import type { SearchIndex } from './index.ts'
import { type Shelf, shelf as state } from './listings.ts'

type Phrase = {
  text: string
  folded: string
  kind: Suggestion['kind']
  id?: string
  /** Some of the products that bear it, to see whether the store has any. */
  rows: number[]
  count: number
}

const maxRows = 64
const prefixLength = 3

export class Phrases {
  readonly #byText = new Map<string, Phrase>()
  /** By the first letters of any of its words. */
  readonly #starts = new Map<string, Phrase[]>()

  add(document: SearchDocument, row: number): void {
    for (const phrase of phrasesOf(document)) this.#note(phrase, row)
  }

  /** Phrases that complete the text in this store, best first: those that begin with it, then those that contain it. */
  complete(index: SearchIndex, columns: Shelf, text: string, limit: number): Suggestion[] {
    const folded = foldPhrase(text)
    if (folded === '') return []
    const found: { phrase: Phrase; score: number }[] = []
    for (const phrase of this.#starts.get(folded.split(' ')[0]!.slice(0, prefixLength)) ?? []) {
      const begins = phrase.folded.startsWith(folded)
      if (!begins && !phrase.folded.includes(` ${folded}`)) continue
      const whole = phrase.folded === folded ? 2 : 0
      found.push({ phrase, score: (begins ? 4 : 0) + whole + Math.log10(1 + phrase.count) })
    }
    found.sort((a, b) => b.score - a.score || (a.phrase.folded < b.phrase.folded ? -1 : 1))
    const inStore = (row: number) => index.alive[row] === 1 && columns.state[index.slots[row]!] !== state.absent
    const seen = new Set<string>()
    const suggestions: Suggestion[] = []
    for (const { phrase } of found) {
      if (suggestions.length === limit) break
      const words = wordsOf(phrase.text).join(' ')
      if (seen.has(words) || !phrase.rows.some(inStore)) continue
      seen.add(words)
      const { text, kind, id } = phrase
      suggestions.push(id === undefined ? { text, kind } : { text, kind, id })
    }
    return suggestions
  }

  #note({ text, kind, id, typed }: ReturnType<typeof phrasesOf>[number], row: number) {
    const folded = foldPhrase(typed ?? text)
    const key = typed === undefined ? `${kind}\0${id ?? folded}` : `${kind}\0${id}\0${folded}`
    let phrase = this.#byText.get(key)
    if (!phrase) {
      phrase = { text, folded, kind, id, rows: [], count: 0 }
      this.#byText.set(key, phrase)
    }
    phrase.count++
    phrase.rows.push(row)
    if (phrase.rows.length > maxRows) phrase.rows.shift()
    if (phrase.count === neededBy(phrase)) this.#open(phrase)
  }

  #open(phrase: Phrase) {
    const keys = new Set<string>()
    for (const word of phrase.folded.split(' ')) for (let n = 1; n <= prefixLength; n++) keys.add(word.slice(0, n))
    for (const key of keys) {
      const known = this.#starts.get(key)
      if (known) known.push(phrase)
      else this.#starts.set(key, [phrase])
    }
  }
}
