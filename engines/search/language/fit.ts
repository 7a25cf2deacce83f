/** How far the name of a group of products (kind, shelf, aisle) is what was asked for. */
import type { Lexicon, Plan } from './plan.ts'

/** The name of one part of a group (`Potato, Onion & Tomato`) is not the group's. */
const sharedName = 0.6

export type Asked = Map<string, { concept: number; sureness: number }>

/** By word: the concept of the query that it answers, and how surely. */
export function askedWords(index: Lexicon, plan: Plan): Asked {
  const asked: Asked = new Map()
  plan.concepts.forEach((concept, number) => {
    for (const { words, sureness } of concept.wordings) {
      for (const id of words) {
        const word = index.vocabulary.words[id]!
        const known = asked.get(word)
        if (!known || known.sureness < sureness) asked.set(word, { concept: number, sureness })
      }
    }
  })
  return asked
}

/** 1 when the name is all that was asked and nothing else, as `Curd` for "curd". */
export function nameFit(parts: string[][], plan: Plan, asked: Asked, total: number): number {
  let best = 0
  for (const part of parts) {
    let matched = 0
    let answered = 0
    const seen: number[] = []
    for (const word of part) {
      const hit = asked.get(word)
      if (!hit) continue
      matched += hit.sureness
      if (seen.includes(hit.concept)) continue
      seen.push(hit.concept)
      answered += plan.concepts[hit.concept]!.weight * hit.sureness
    }
    best = Math.max(best, (matched / part.length) * (answered / total))
  }
  return best * (parts.length > 1 ? sharedName : 1)
}
