/** All words of the index, numbered. Found by spelling, by sound, by beginning, and by closeness. */
import { phoneticKey } from '../text/phonetic.ts'
import { bitCount, editDistance, editsAllowed, letterMask } from './spelling.ts'

export type NearWord = { id: number; distance: number }

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
  arrange(): void {
    const { words } = this
    this.#sorted = words.map((_, id) => id).sort((a, b) => (words[a]! < words[b]! ? -1 : 1))
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

  /** The nearest spellings: only those at the least distance; same first letter, then most used, first. */
  spelledLike(word: string, limit: number): NearWord[] {
    const bound = editsAllowed(word.length)
    if (bound === 0) return []
    const { words, documents } = this
    const mask = letterMask(word)
    let least = bound
    let found: NearWord[] = []
    const consider = (id: number) => {
      const distance = editDistance(word, words[id]!, least)
      if (distance > least) return
      if (distance < least) found = []
      least = distance
      found.push({ id, distance })
    }
    for (let step = 0; step <= bound; step++) {
      for (const length of step === 0 ? [word.length] : [word.length - step, word.length + step]) {
        const group = this.#byLength[length]
        if (!group || step > least) continue
        const { ids, masks } = group
        for (let i = 0; i < ids.length; i++) if (bitCount(masks[i]! ^ mask) <= least * 2) consider(ids[i]!)
      }
    }
    for (let id = this.#arranged; id < words.length; id++) consider(id)
    const otherLetter = (id: number) => (words[id]!.charCodeAt(0) === word.charCodeAt(0) ? 0 : 1)
    return found
      .sort((a, b) => otherLetter(a.id) - otherLetter(b.id) || documents[b.id]! - documents[a.id]! || a.id - b.id)
      .slice(0, limit)
  }
}
