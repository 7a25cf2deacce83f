/** Where Windows-1252 differs from Latin-1: the characters that bytes 0x80 to 0x9F stand for. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** A lead byte of UTF-8 and the bytes that follow it, as they look when read as Windows-1252. */
const follower = `[\u0080-\u00bf${windows1252}]`
const misread = new RegExp(`[Â-ß]${follower}|[à-ï]${follower}{2}|[ð-ô]${follower}{3}`, 'g')

/**
 * Undoes the common accident of UTF-8 read as Windows-1252 (`â€“` for `–`, `CrÃ¨me` for `Crème`).
 * Text that is not the result of that accident comes back unchanged.
 */
export const fixMojibake = (text: string): string => text.replace(misread, decodeMisread)

function decodeMisread(characters: string): string {
  const bytes = [...characters].map((char) => {
    const index = windows1252.indexOf(char)
    return index >= 0 ? 0x80 + index : char.charCodeAt(0)
  })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))
  } catch {
    return characters
  }
}

/** One line of plain text: mojibake undone, control characters gone, every kind of blank folded to one space, trimmed. */
export function cleanText(raw: string): string {
  const text = fixMojibake(raw).normalize('NFC')
  return text
    .replace(/[\u200b-\u200d\ufeff\u00ad]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}
