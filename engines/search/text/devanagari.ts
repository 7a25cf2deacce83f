/**
 * Devanagari in Latin letters, the way people type Hindi on a phone (दूध: doodh, आटा: aataa). Rough on purpose: the
 * phonetic key evens out vowel lengths and aspirates. Letters of other scripts pass through.
 */
const consonants: Record<string, string> = {
  क: 'k', ख: 'kh', ग: 'g', घ: 'gh', ङ: 'n', च: 'ch', छ: 'chh', ज: 'j', झ: 'jh', ञ: 'n',
  ट: 't', ठ: 'th', ड: 'd', ढ: 'dh', ण: 'n', त: 't', थ: 'th', द: 'd', ध: 'dh', न: 'n',
  प: 'p', फ: 'ph', ब: 'b', भ: 'bh', म: 'm', य: 'y', र: 'r', ल: 'l', ळ: 'l', व: 'v',
  श: 'sh', ष: 'sh', स: 's', ह: 'h',
} // biome-ignore format: a table reads better in rows
const vowels: Record<string, string> = {
  अ: 'a',
  आ: 'aa',
  इ: 'i',
  ई: 'ee',
  उ: 'u',
  ऊ: 'oo',
  ऋ: 'ri',
  ए: 'e',
  ऐ: 'ai',
  ओ: 'o',
  औ: 'au',
  ऑ: 'o',
  ऍ: 'e',
}
const vowelSigns: Record<string, string> = {
  'ा': 'aa',
  'ि': 'i',
  'ी': 'ee',
  'ु': 'u',
  'ू': 'oo',
  'ृ': 'ri',
  'े': 'e',
  'ै': 'ai',
  'ो': 'o',
  'ौ': 'au',
  'ॉ': 'o',
  'ॅ': 'e',
}
const virama = '्'
const nukta = '़'
const chandrabindu = 'ँ'
const anusvara = 'ं'
/** Before these an anusvara is spoken as m: नींबू, सांभर. */
const labials = new Set('पफबभम')
/** With a dot below, some consonants are others. */
const dotted: Record<string, string> = { ज: 'z', फ: 'f', ड: 'd', ढ: 'dh', क: 'q', ख: 'kh', ग: 'g' }

export function romanise(word: string): string {
  const letters = [...word.normalize('NFD')]
  let out = ''
  let vowelDue = false // a consonant carries an `a` unless a sign says otherwise
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!
    const consonant = consonants[letter]
    if (consonant !== undefined) {
      if (vowelDue) out += schwa(letters, i)
      out += letters[i + 1] === nukta ? (dotted[letter] ?? consonant) : consonant
      vowelDue = true
    } else if (letter === nukta) {
      // taken with its consonant
    } else if (letter === virama) {
      vowelDue = false
    } else if (vowelSigns[letter] !== undefined) {
      out += vowelSigns[letter]
      vowelDue = false
    } else if (letter === anusvara || letter === chandrabindu) {
      const nasal = letter === anusvara && labials.has(letters[i + 1] ?? '') ? 'm' : 'n'
      out += vowelDue ? `a${nasal}` : nasal
      vowelDue = false
    } else {
      if (vowelDue) out += 'a'
      vowelDue = false
      out += vowels[letter] ?? letter
    }
  }
  return out.normalize('NFC') // the `a` of a last consonant is not spoken
}

/** The silent `a` of Hindi: dropped before a consonant that has its own vowel sign, once the word has begun (पालक, मूँगफली). */
function schwa(letters: string[], i: number): string {
  const next = letters[i + 1]
  const spoken = letters.slice(0, i).filter((letter) => consonants[letter] !== undefined).length < 2
  return !spoken && next !== undefined && vowelSigns[next] !== undefined ? '' : 'a'
}
