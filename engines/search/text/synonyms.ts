/** Names for the same thing, from `synonyms.txt`: English, Hindi and regional words of the trade. */
import { readFileSync } from 'node:fs'
import { phoneticKey } from './phonetic.ts'
import { wordsOf } from './words.ts'

/** Another way to say a phrase: its words, and how sure it is (1 the same thing, lower: near). */
export type Synonym = { words: string[]; weight: number }
export type Synonyms = {
  /** The other names of a phrase of folded words; none when it is in no group. */
  of(words: string[]): Synonym[]
  /** Every single word in the groups, so that spelling correction knows words that no product bears. */
  words: string[]
  /** Words in the longest phrase. */
  longest: number
  groups: number
}

const same = 0.94
const near = 0.6

/** Groups, one a line: `a, b c, >only asked for, d ~ near to them`. */
export function parseSynonyms(text: string): Synonyms {
  const exact = new Map<string, Map<string, Synonym>>()
  const byKey = new Map<string, Set<string>>()
  const single = new Set<string>()
  let longest = 1
  let groups = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    groups++
    const [equal = '', related = ''] = line.split('~')
    const names = phrases(equal.split(',').filter((name) => !name.trim().startsWith('>')))
    const askedOnly = phrases(equal.split(',').filter((name) => name.trim().startsWith('>')))
    const others = phrases(related.split(','))
    for (const name of [...names, ...askedOnly, ...others]) {
      longest = Math.max(longest, name.length)
      for (const word of name) single.add(word)
    }
    for (const name of [...names, ...askedOnly]) {
      for (const other of names) if (other !== name) add(name, other, same)
      for (const other of others) add(name, other, near)
    }
  }
  return { of, words: [...single], longest, groups }

  function add(name: string[], other: string[], weight: number) {
    const phrase = name.join(' ')
    let known = exact.get(phrase)
    if (!known) {
      known = new Map()
      exact.set(phrase, known)
      const key = name.map(phoneticKey).join(' ')
      byKey.set(key, (byKey.get(key) ?? new Set()).add(phrase))
    }
    const spelled = other.join(' ')
    if (spelled === phrase || (known.get(spelled)?.weight ?? 0) >= weight) return
    known.set(spelled, { words: other, weight })
  }

  function of(words: string[]): Synonym[] {
    const found = exact.get(words.join(' '))
    if (found) return [...found.values()]
    // Not spelled as in the file: names that sound the same, and what they are called.
    if (words.length === 1 && words[0]!.length < 3) return []
    const merged = new Map<string, Synonym>()
    for (const phrase of byKey.get(words.map(phoneticKey).join(' ')) ?? []) {
      merged.set(phrase, { words: phrase.split(' '), weight: same })
      for (const [spelled, synonym] of exact.get(phrase)!) if (!merged.has(spelled)) merged.set(spelled, synonym)
    }
    return [...merged.values()]
  }
}

const phrases = (names: string[]): string[][] => names.map(wordsOf).filter((words) => words.length > 0)

/** The groups that ship with Tokri. */
export function readSynonyms(file: URL = new URL('synonyms.txt', import.meta.url)): Synonyms {
  return parseSynonyms(readFileSync(file, 'utf8'))
}
