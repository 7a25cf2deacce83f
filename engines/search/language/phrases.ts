/** What may be offered while somebody types: what products are called, their brands and categories. */
import type { SearchDocument, Suggestion } from '../port.ts'
import { foldCase, plainText } from '../text/words.ts'

export type Phrase = Pick<Suggestion, 'text' | 'kind' | 'id'>

/** One or two products do not make a phrase that people search for. */
export const sharedBy = 3
const headEnd = /\s[-–|:+]\s|[,;([{|/+]|\d/
const length = { min: 2, max: 60 }

export function phrasesOf(document: SearchDocument): Phrase[] {
  const phrases: Phrase[] = []
  const note = (text: string, kind: Phrase['kind'], id?: string) => {
    const shown = text.trim()
    if (shown.length < length.min || shown.length > length.max) return
    phrases.push({ text: kind === 'query' ? shown.toLowerCase() : shown, kind, ...(id === undefined ? {} : { id }) })
  }
  const head = plainText(document.name).split(headEnd)[0]!.trim().split(/\s+/)
  if (head.length <= 4) note(head.join(' '), 'query')
  if (head.length > 2) note(head.slice(-2).join(' '), 'query')
  if (document.type) for (const part of document.type.split(/[,&/]/)) note(part, 'query')
  note(document.brand, 'brand')
  for (const [depth, id] of document.categoryIds.entries()) note(document.categoryPath[depth] ?? '', 'category', id)
  return phrases
}

/** A phrase, or what was typed of one, as they are compared. */
export const foldPhrase = (text: string) =>
  foldCase(plainText(text))
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
