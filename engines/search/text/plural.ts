const unchanged = new Set(['gas', 'bus', 'plus', 'swiss', 'series', 'species', 'molasses', 'hummus', 'asparagus'])

/** English plurals folded to one form. Not always a dictionary word, but always the same one. */
export function singular(word: string): string {
  const length = word.length
  if (length < 4 || word.charCodeAt(length - 1) !== 115 /* s */ || unchanged.has(word)) return word
  if (word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) return word
  if (word.endsWith('ies')) return length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1)
  if (/(?:sh|ch|ss|x|zz|o)es$/.test(word)) return word.slice(0, -2)
  if (word.endsWith('aves')) return `${word.slice(0, -3)}f` // leaves, loaves
  return word.slice(0, -1)
}
