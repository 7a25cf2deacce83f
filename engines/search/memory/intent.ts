/**
 * What a query means, learned from its own matches: "curd" matches a hundred names, and the good matches are mostly
 * kinds of curd, so what is of that kind is lifted above a curd shampoo.
 */
import type { SearchIndex } from './index.ts'
import type { Plan } from './plan.ts'

/** Matches worth less than this part of the best one say nothing about the meaning. */
const leastRelative = 0.3
/** Small groups prove little. */
const smoothing = 4
/** The name of one part of a group (`Potato, Onion & Tomato`) is not the group's. */
const sharedName = 0.6

type Asked = Map<string, { concept: number; sureness: number }>

/**
 * How well each group (kind, shelf, aisle; numbered together) fits, 0 to 1 with the best of each level at 1: the part
 * of the good matches that lie in it, the part of it that matches, and how far its very name is the query.
 * @param values how well each document's words answer, by row
 */
export function groupFits(
  index: SearchIndex,
  plan: Plan,
  values: Float32Array,
  rows: number[],
  total: number,
): Float64Array {
  const groups = index.groupSizes.length
  const strength = new Float64Array(groups)
  const counts = new Float64Array(groups)
  const fit = new Float64Array(groups)
  const asked = askedWords(index, plan)
  let best = 0
  for (const row of rows) if (values[row]! > best) best = values[row]!
  for (const column of [index.kinds, index.shelves, index.aisles]) {
    let all = 0
    const touched: number[] = []
    for (const row of rows) {
      const relative = values[row]! / best
      if (relative < leastRelative) continue
      const group = column[row]!
      const strong = relative * relative * relative * relative
      if (counts[group] === 0) touched.push(group)
      strength[group] = strength[group]! + strong
      counts[group] = counts[group]! + relative
      all += strong
    }
    let most = 0
    for (const group of touched) {
      const part = strength[group]! / all
      const purity = counts[group]! / (index.groupSizes[group]! + smoothing)
      fit[group] = Math.sqrt(part * purity) + nameFit(index.groupParts[group]!, plan, asked, total)
      if (fit[group]! > most) most = fit[group]!
    }
    for (const group of touched) fit[group] = fit[group]! / most
  }
  return fit
}

function askedWords(index: SearchIndex, plan: Plan): Asked {
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
function nameFit(parts: string[][], plan: Plan, asked: Asked, total: number): number {
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
