/** Completions of an unfinished query from the phrases of what a store has. */
import { foldPhrase, neededBy } from '../language/phrases.ts'
import type { Suggestion } from '../port.ts'
import { wordsOf } from '../text/words.ts'
import { startLength } from './layout.ts'
import { inStore } from './page.ts'
import { mark } from './records.ts'

const mostPhrases = 200

/** The body of a search for phrases that complete a text; undefined when there is nothing to complete. */
export function phrasesBody(store: string, text: string, timeoutMs: number): object | undefined {
  const folded = foldPhrase(text)
  if (folded === '') return undefined
  const start = [...folded].slice(0, startLength).join('')
  return {
    size: 0,
    track_total_hits: false,
    timeout: `${timeoutMs}ms`,
    query: { bool: { filter: [...inStore(store), { term: { 'phrases.start': start } }] } },
    // Folded text holds letters, digits and spaces only: nothing that a regular expression would take for an operator.
    aggs: { phrases: { terms: { field: 'phrases', size: mostPhrases, include: `${folded}.*` } } },
  }
}

export type PhrasesAnswer = { aggregations: { phrases: { buckets: { key: string; doc_count: number }[] } } }

/** Best first: those that begin with the text, then those that contain it; among these the most shared. */
export function phrasesOf({ aggregations }: PhrasesAnswer, text: string, limit: number): Suggestion[] {
  const folded = foldPhrase(text)
  const found = aggregations.phrases.buckets.map(({ key, doc_count: count }) => {
    const [rest = '', kind = '', id = '', shown = '', begins] = key.split(mark)
    const whole = begins === '1' && rest === folded ? 2 : 0
    return {
      kind: kind as Suggestion['kind'],
      id,
      shown,
      count,
      score: (begins === '1' ? 4 : 0) + whole + Math.log10(1 + count),
    }
  })
  found.sort((a, b) => b.score - a.score || (foldPhrase(a.shown) < foldPhrase(b.shown) ? -1 : 1))
  const seen = new Set<string>()
  const suggestions: Suggestion[] = []
  for (const { kind, id, shown, count } of found) {
    const words = wordsOf(shown).join(' ')
    if (suggestions.length === limit) break
    if (seen.has(words) || count < neededBy({ text: shown, kind })) continue
    seen.add(words)
    suggestions.push(id === '' ? { text: shown, kind } : { text: shown, kind, id })
  }
  return suggestions
}
