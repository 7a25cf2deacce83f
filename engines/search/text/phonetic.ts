/**
 * One key for the ways an Indian word is spelled in Latin letters: atta/aata, dhaniya/dhania, ghee/ghi, paneer/panir,
 * zeera/jeera, sabzi/sabji, moong/mung, idly/idli, phool/fool, vada/wada. Rules, not lists; it also evens out doubled
 * and silent letters of English (coffee/cofee, kellogg/kelog).
 */
const rules: [RegExp, string][] = [
  [/sch|sh|sz/g, 's'],
  [/chh|tch/g, 'ch'],
  [/ph/g, 'f'],
  [/ck|q/g, 'k'],
  [/x/g, 'ks'],
  [/w/g, 'v'],
  [/z/g, 'j'],
  [/c(?=[eiy])/g, 's'],
  [/c(?!h)/g, 'k'],
  [/([bdgjkt])h/g, '$1'],
  [/aa+/g, 'a'],
  [/ee+/g, 'i'],
  [/oo+/g, 'u'],
  [/(?:ie|ey|y|i)$/g, 'i'],
  [/iy(?=[aeou])/g, 'i'],
  [/a[iy]/g, 'e'],
  [/y(?![aeiou])/g, 'i'],
  [/(.)\1+/g, '$1'],
]

/** Words shorter than three letters are their own key: too many would fall together. */
export function phoneticKey(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word
  let key = word
  for (const [pattern, replacement] of rules) key = key.replace(pattern, replacement)
  return key
}
