/**
 * Strikes out of a text what may be a secret or tell of a person: tokens, keys, card numbers, phone numbers, email
 * addresses, passwords in addresses. The last net, for texts that others have written (messages of errors, paths):
 * what we write ourselves has no such thing in it.
 */
export function scrub(text: string): string {
  let clean = text
  for (const [pattern, instead] of patterns) clean = clean.replace(pattern, instead)
  return clean
}

const hidden = '[hidden]'
const patterns: [RegExp, string][] = [
  // JSON Web Tokens, and what stands behind a scheme of authorization.
  [/\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, hidden],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`],
  // Keys of providers: Stripe, SendGrid, and client secrets.
  [/\b(?:sk|rk|pk|whsec|pi_\w+_secret)_[\w-]{6,}/g, hidden],
  [/\bSG\.[\w-]{6,}(?:\.[\w-]+)?/g, hidden],
  // user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${hidden}@`],
  [/[\w.+%-]+@[\w-]+(?:\.[\w-]+)+/g, hidden],
  // Telephone numbers as we keep them (E.164), and runs of digits as long as those of cards.
  [/\+\d[\d ()-]{7,18}\d/g, hidden],
  [/\b\d(?:[ -]?\d){12,18}\b/g, hidden],
  // Indian mobile numbers without their prefix.
  [/\b[6-9]\d{9}\b/g, hidden],
]

/** PostgreSQL and parsers quote what they were given, at the end of the message or in quotes. */
export const withoutQuotes = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"(?:\.\.\.)?/g, `"${hidden}"`).replace(/'(?:[^'\\]|\\.)*'/g, `'${hidden}'`)
