/** All words of the index, numbered. Found by spelling, by sound, by beginning, and by closeness. */
import { phoneticKey } from '../text/phonetic.ts'
import { bitCount, editDistance, editsAllowed, letterMask } from './spelling.ts'

export type NearWord = { id: number; distance: number }

/** In logarithms of use: a second slip must be paid for by a word some twenty times as common. */
const editPenalty = 3
const otherFirstLetter = 1.5
const likelihoodMargin = 2

export class Vocabulary {
  readonly words: string[] = []
  /** Documents that hold the word, by word number. */
  readonly documents: number[] = []
  readonly #ids = new Map<string, number>()
  readonly #byKey = new Map<string, number[]>()
  #sorted: number[] = []
  #byLength: { ids: Int32Array; masks: Int32Array }[] = []
  /** Words from here on came after `arrange` and are looked through one by one. */
  #arranged = 0

  idOf(word: string): number | undefined {
    return this.#ids.get(word)
  }

  add(word: string): number {
    const known = this.#ids.get(word)
    if (known !== undefined) return known
    const id = this.words.length
    this.words.push(word)
    this.documents.push(0)
    this.#ids.set(word, id)
    if (word.length >= 3) {
      const key = phoneticKey(word)
      const sameKey = this.#byKey.get(key)
      if (sameKey) sameKey.push(id)
      else this.#byKey.set(key, [id])
    }
    return id
  }

  /** Sorts what has been added, for prefixes and spelling. */
  async arrange(breathe: () => Promise<void> | undefined): Promise<void> {
    const { words } = this
    // Sorted by first letter and then within each, to make small pieces of a long task.
    const byLetter = new Map<string, number[]>()
    for (let id = 0; id < words.length; id++) {
      const letter = words[id]!.slice(0, 1)
      const ids = byLetter.get(letter)
      if (ids) ids.push(id)
      else byLetter.set(letter, [id])
    }
    this.#sorted = []
    for (const letter of [...byLetter.keys()].sort()) {
      await breathe()
      const ids = byLetter.get(letter)!.sort((a, b) => (words[a]! < words[b]! ? -1 : 1))
      for (const id of ids) this.#sorted.push(id)
    }
    await breathe()
    const groups: number[][] = []
    for (let id = 0; id < words.length; id++) {
      const length = words[id]!.length
      groups[length] ??= []
      groups[length].push(id)
    }
    this.#byLength = Array.from(groups, (ids = []) => ({
      ids: Int32Array.from(ids),
      masks: Int32Array.from(ids, (id) => letterMask(words[id]!)),
    }))
    this.#arranged = words.length
  }

  /** Words that sound the same, the word itself among them. */
  soundsLike(word: string): number[] {
    return word.length < 3 ? [] : (this.#byKey.get(phoneticKey(word)) ?? [])
  }

  /** Words that begin so and are in use, the most used first. */
  startingWith(prefix: string, limit: number): number[] {
    const { words, documents } = this
    const found: number[] = []
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (words[this.#sorted[middle]!]! < prefix) low = middle + 1
      else high = middle
    }
    for (let i = low; i < this.#sorted.length; i++) {
      const id = this.#sorted[i]!
      if (!words[id]!.startsWith(prefix)) break
      if (documents[id]! > 0) found.push(id)
    }
    for (let id = this.#arranged; id < words.length; id++) {
      if (documents[id]! > 0 && words[id]!.startsWith(prefix)) found.push(id)
    }
    return found.sort((a, b) => documents[b]! - documents[a]! || a - b).slice(0, limit)
  }

  /** Other words that this may be meant for: near in spelling, and much used. The likeliest first. */
  spelledLike(word: string, limit: number): NearWord[] {
    const bound = editsAllowed(word.length)
    if (bound === 0) return []
    const { words, documents } = this
    const mask = letterMask(word)
    const found: (NearWord & { likelihood: number })[] = []
    const consider = (id: number) => {
      const near = words[id]!
      const distance = editDistance(word, near, bound)
      if (distance === 0 || distance > bound) return
      // A word known only as a synonym counts as moderately used.
      const used = Math.log(1 + (documents[id] || 20))
      const otherLetter = near.charCodeAt(0) === word.charCodeAt(0) ? 0 : otherFirstLetter
      found.push({ id, distance, likelihood: used - distance * editPenalty - otherLetter })
    }
    for (let length = word.length - bound; length <= word.length + bound; length++) {
      const group = this.#byLength[length]
      if (!group) continue
      const { ids, masks } = group
      for (let i = 0; i < ids.length; i++) if (bitCount(masks[i]! ^ mask) <= bound * 2) consider(ids[i]!)
    }
    for (let id = this.#arranged; id < words.length; id++) consider(id)
    found.sort((a, b) => b.likelihood - a.likelihood || a.id - b.id)
    const least = (found[0]?.likelihood ?? 0) - likelihoodMargin
    return found.slice(0, limit).filter(({ likelihood }) => likelihood >= least)
  }
}
