/**
 * From what was typed to what to look for: a list of concepts, each with its ways to be said (the words themselves,
 * spellings that sound the same, synonyms, completions of the last word, corrections), each way with its sureness.
 */
import { searchLimits } from '../port.ts'
import { sizeCode, takeSizes } from '../text/sizes.ts'
import type { Synonyms } from '../text/synonyms.ts'
import { plainText, wordsOf } from '../text/words.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What planning needs to know of an index. */
export type Lexicon = {
  vocabulary: Vocabulary
  /** How many documents there are. */
  rowOf: { readonly size: number }
  /** By word number: how often it is what a name is about, among the names it is in, 0 to 1. */
  headShares: Float32Array
}

/** Words (by number) that must all be there, and how surely they mean the concept, 0 to 1. */
export type Wording = { words: number[]; sureness: number }
export type Concept = {
  /** What was typed for it, folded. */
  asked: string[]
  wordings: Wording[]
  /** How much it tells products apart: rare words more than common ones. */
  weight: number
  /** Words of the query that it stands for. */
  length: number
}
export type Plan = {
  concepts: Concept[]
  /** Codes of `sizeCode`; a product in one of these sizes is preferred. */
  sizes: number[]
  corrected?: string
}

const stopWords = new Set(
  'a an and the of for with in on to or by at from my me i ka ki ke ko wala wale wali se buy online price best'.split(
    ' ',
  ),
)
const sure = { soundsAlike: 0.92, rareSoundsAlike: 0.55, oneEdit: 0.8, twoEdits: 0.62, otherFirst: 0.75 }
/** A completion of an unfinished word; beside a whole word, its share of the use of both. */
const completion = { alone: 0.86, least: 0.3 }
const maxCompletions = 24
const maxCorrections = 4
/** A word that the whole shop does not know must not hide what the other words find. */
const unansweredWeight = 0.3
/** Words in fewer documents than this are suspected of being misspelled, when another is in so many times more. */
const rarelyUsed = 5
const muchMore = 8

/** What the customer typed, brought to one form: equal plans have equal normal forms. */
export function normalForm(q: string): { words: string[]; sizes: number[]; open: boolean; plural: boolean } {
  const { sizes, rest } = takeSizes(plainText(q))
  let words = wordsOf(rest)
  if (words.length === 0) words = wordsOf(q) // nothing but a size: look for its words
  const telling = words.filter((word) => !stopWords.has(word))
  const kept = telling.length > 0 ? telling : words
  return {
    words: kept.slice(0, searchLimits.queryTerms),
    sizes: sizes.map(sizeCode),
    // A word that is followed by a space is not unfinished, and hardly one that stands in the plural.
    open: !/[\s\p{P}]$/u.test(q) && sizes.length === 0,
    plural: /s$/i.test(q) && !words.at(-1)?.endsWith('s'),
  }
}

export function planQuery(index: Lexicon, synonyms: Synonyms, form: ReturnType<typeof normalForm>): Plan {
  const { words } = form
  const concepts: Concept[] = []
  const understood: string[] = []
  let corrected = false
  for (let at = 0; at < words.length; ) {
    const taken = takePhrase(index, synonyms, words, at)
    if (taken) {
      concepts.push(taken)
      understood.push(...words.slice(at, at + taken.length))
      at += taken.length
      continue
    }
    const word = words[at]!
    const unfinished = form.open && at === words.length - 1 && !(form.plural && isUsed(index, word))
    const { wordings, correction } = wordingsOf(index, synonyms, word, unfinished)
    understood.push(correction ?? word)
    if (correction !== undefined) corrected = true
    concepts.push(conceptOf(index, wordings, [word]))
    at++
  }
  return { concepts, sizes: form.sizes, corrected: corrected ? understood.join(' ') : undefined }
}

/** The longest run of words from here that is a synonym's name, or that is written as one word elsewhere. */
function takePhrase(index: Lexicon, synonyms: Synonyms, words: string[], at: number): Concept | undefined {
  for (let length = Math.min(synonyms.longest, words.length - at); length >= 2; length--) {
    const phrase = words.slice(at, at + length)
    const others = synonyms.of(phrase)
    const joined = length === 2 ? index.vocabulary.idOf(phrase.join('')) : undefined
    const asOne = joined !== undefined && index.vocabulary.documents[joined]! > 0
    if (others.length === 0 && !asOne) continue
    const wordings: Wording[] = []
    addWording(index, wordings, phrase, 1)
    if (asOne) wordings.push({ words: [joined], sureness: 0.98 })
    for (const other of others) addWording(index, wordings, other.words, other.weight)
    // A phrase that nothing answers to is read word by word, where spelling can help.
    if (wordings.some((wording) => documentsWith(index, wording) > 0)) return conceptOf(index, wordings, phrase)
  }
  return undefined
}

function wordingsOf(
  index: Lexicon,
  synonyms: Synonyms,
  word: string,
  open: boolean,
): { wordings: Wording[]; correction?: string } {
  const { vocabulary } = index
  const wordings: Wording[] = []
  const own = vocabulary.idOf(word)
  const used = own === undefined ? 0 : vocabulary.documents[own]!
  if (own !== undefined) wordings.push({ words: [own], sureness: 1 })
  for (const id of vocabulary.soundsLike(word)) {
    if (id === own || vocabulary.documents[id] === 0) continue
    // Beside a common word, a rarer one of the same sound is likely to be another word (bath, bhath).
    const isMain = vocabulary.documents[id]! * 2 > used
    wordings.push({ words: [id], sureness: isMain ? sure.soundsAlike : sure.rareSoundsAlike })
  }
  for (const { words, weight } of synonyms.of([word])) addWording(index, wordings, words, weight)
  if (open && word.length >= 2) addCompletions(index, wordings, word)
  const answered = wordings.reduce((sum, wording) => sum + documentsWith(index, wording), 0)
  if (answered === 0) {
    const halves = splitWord(index, word)
    if (halves) return { wordings: [{ words: halves, sureness: 0.9 }] }
  }
  // A word that a few products bear may still be a common misspelling of a common word (tumeric).
  return answered < rarelyUsed ? correct(index, synonyms, word, wordings, answered) : { wordings }
}

/** Spelling: the nearest words in use, and what those are also called. */
function correct(index: Lexicon, synonyms: Synonyms, word: string, wordings: Wording[], answered: number) {
  const { vocabulary } = index
  let correction: string | undefined
  for (const { id, distance } of vocabulary.spelledLike(word, maxCorrections)) {
    const near = vocabulary.words[id]!
    const used = vocabulary.documents[id]!
    if (answered > 0 && used < answered * muchMore) continue
    let sureness = distance === 1 ? sure.oneEdit : sure.twoEdits
    if (near.charCodeAt(0) !== word.charCodeAt(0)) sureness *= sure.otherFirst
    const before = wordings.length
    if (vocabulary.documents[id]! > 0) wordings.push({ words: [id], sureness })
    for (const other of synonyms.of([near])) addWording(index, wordings, other.words, other.weight * sureness)
    if (wordings.length > before) correction ??= near
  }
  return { wordings, correction: answered === 0 ? correction : undefined }
}

function addCompletions(index: Lexicon, wordings: Wording[], word: string) {
  const { vocabulary } = index
  const own = vocabulary.idOf(word)
  const whole = wordings.reduce((most, wording) => Math.max(most, documentsWith(index, wording)), 0)
  const isWord = whole >= rarelyUsed
  for (const id of vocabulary.startingWith(word, maxCompletions)) {
    if (id === own) continue
    // The more of the word was typed, the surer.
    const typed = word.length / vocabulary.words[id]!.length
    const used = vocabulary.documents[id]!
    const top = isWord ? completion.alone * (used / (used + whole)) : completion.alone
    wordings.push({ words: [id], sureness: Math.max(completion.least, top) * (0.85 + 0.15 * typed) })
  }
}

/** `handwash` for a shop that writes "Hand Wash": the split whose halves are the most used. */
function splitWord(index: Lexicon, word: string): number[] | undefined {
  const { vocabulary } = index
  let best: number[] | undefined
  let most = 4
  for (let at = 3; at <= word.length - 3; at++) {
    const first = vocabulary.idOf(word.slice(0, at))
    const second = vocabulary.idOf(word.slice(at))
    if (first === undefined || second === undefined) continue
    const used = Math.min(vocabulary.documents[first]!, vocabulary.documents[second]!)
    if (used > most) {
      most = used
      best = [first, second]
    }
  }
  return best
}

function addWording(index: Lexicon, wordings: Wording[], words: string[], sureness: number) {
  const ids: number[] = []
  for (const word of words) {
    const id = index.vocabulary.idOf(word)
    if (id === undefined || index.vocabulary.documents[id] === 0) return
    ids.push(id)
  }
  wordings.push({ words: ids, sureness })
}

/** At most so many documents hold all words of a wording. */
export const documentsWith = (index: Lexicon, { words }: Wording): number =>
  Math.min(...words.map((id) => index.vocabulary.documents[id]!))

function conceptOf(index: Lexicon, wordings: Wording[], asked: string[]): Concept {
  const { length } = asked
  const total = Math.max(2, index.rowOf.size)
  let documents = 0
  for (const wording of wordings) if (wording.sureness >= 0.7) documents += documentsWith(index, wording)
  const rarity = Math.log(1 + total / (1 + documents)) / Math.log(1 + total)
  if (documents === 0 && wordings.every((wording) => documentsWith(index, wording) === 0)) {
    return { asked, wordings: [], weight: unansweredWeight, length }
  }
  const headShare = Math.max(...wordings.map(({ words, sureness }) => (sureness < 0.7 ? 0 : headShareOf(index, words))))
  return { asked, wordings, weight: (0.35 + 0.65 * rarity) * (0.75 + 0.5 * headShare) * Math.sqrt(length), length }
}

function isUsed({ vocabulary }: Lexicon, word: string): boolean {
  const id = vocabulary.idOf(word)
  return id !== undefined && vocabulary.documents[id]! > 0
}

const headShareOf = (index: Lexicon, words: number[]): number => index.headShares[words.at(-1)!] ?? 0.5
