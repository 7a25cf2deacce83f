/**
 * From text to words: the same for documents and queries, so that both sides meet. Words are lower case, without
 * accents, HTML or apostrophes, Devanagari written in Latin letters, plurals folded. Digits are words of their own
 * (`500g` is `500` and `g`).
 */
import { romanise } from './devanagari.ts'
import { singular } from './plural.ts'

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const wordPattern = /[\p{L}\p{M}]+|\p{Nd}+(?:\.\p{Nd}+)?/gu
const asciiWordPattern = /[a-z]+|\d+(?:\.\d+)?/g
const longestWord = 40

/** Tags and entities become what a reader would see. */
export function plainText(text: string): string {
  let plain = text
  if (plain.includes('<')) plain = plain.replace(/<\/?[a-z][^<>]{0,500}>/gi, ' ')
  if (plain.includes('&')) {
    plain = plain.replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, (whole, name: string) => {
      if (name[0] !== '#') return entities[name.toLowerCase()] ?? whole
      const code = name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
      return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ' '
    })
  }
  return plain
}

/** Lower case, compatibility forms resolved, Latin accents gone. Devanagari vowel signs are marks too, and stay. */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase().replaceAll("'", '').replaceAll('`', '')
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f'’‘`´\u200b-\u200d\ufeff\u00ad]/g, '')
    .normalize('NFC')
}

/** The words of a text as they are matched. */
export function wordsOf(text: string): string[] {
  const folded = foldCase(plainText(text))
  const found = folded.match(isAscii(folded) ? asciiWordPattern : wordPattern)
  return found ? found.map(foldWord) : []
}

/** One word, already lower case, as it is matched. */
export function foldWord(word: string): string {
  const latin = isAscii(word) ? word : romanise(word)
  return singular(latin.length > longestWord ? latin.slice(0, longestWord) : latin)
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}
