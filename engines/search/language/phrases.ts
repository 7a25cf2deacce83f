/** What may be offered while somebody types: what products are called, their brands and categories. */
import type { SearchDocument, Suggestion } from '../port.ts'
import { foldCase, plainText } from '../text/words.ts'

export type Phrase = Pick<Suggestion, 'text' | 'kind' | 'id'> & {
  /** What is typed to get it, where that is not its text: its Hindi name. */
  typed?: string
}

/**
 * How many products make a phrase that people search for: one or two do not, unless they are called so in Hindi, where
 * words sound like so many others that their beginnings find little else.
 */
export const neededBy = ({ text, kind }: Pick<Phrase, 'text' | 'kind'>): number =>
  kind === 'query' && !/\p{Script=Devanagari}/u.test(text) ? 3 : 1
const headEnd = /\s[-–|:+]\s|[,;([{|/+]|\d/
const length = { min: 2, max: 60 }

export function phrasesOf(document: SearchDocument): Phrase[] {
  const phrases: Phrase[] = []
  const note = (text: string, kind: Phrase['kind'], id?: string, typed?: string) => {
    const shown = text.trim()
    if (shown.length < length.min || shown.length > length.max) return
    phrases.push({
      text: kind === 'query' ? shown.toLowerCase() : shown,
      kind,
      ...(id === undefined ? {} : { id }),
      ...(typed ? { typed } : {}),
    })
  }
  const head = plainText(document.name).split(headEnd)[0]!.trim().split(/\s+/)
  if (head.length <= 4) note(head.join(' '), 'query')
  if (head.length > 2) note(head.slice(-2).join(' '), 'query')
  if (document.nameHi) note(document.nameHi, 'query')
  if (document.type) for (const part of document.type.split(/[,&/]/)) note(part, 'query')
  note(document.brand, 'brand')
  for (const [depth, id] of document.categoryIds.entries()) {
    const name = document.categoryPath[depth] ?? ''
    note(name, 'category', id)
    const nameHi = document.categoryPathHi?.[depth]
    if (nameHi) note(name, 'category', id, nameHi)
  }
  return phrases
}

/** A phrase, or what was typed of one, as they are compared. Dots below and the moon of Devanagari are often left out. */
export const foldPhrase = (text: string) =>
  foldCase(plainText(text))
    .normalize('NFD')
    .replaceAll('\u093c', '')
    .replaceAll('\u0901', '\u0902')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
