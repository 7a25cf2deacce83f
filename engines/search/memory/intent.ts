/**
 * What a query means, learned from its own matches: "curd" matches a hundred names, and the good matches are mostly
 * kinds of curd, so what is of that kind is lifted above a curd shampoo.
 */

import { askedWords, nameFit } from '../language/fit.ts'
import type { Plan } from '../language/plan.ts'
import type { SearchIndex } from './index.ts'

/** Matches worth less than this part of the best one say nothing about the meaning. */
const leastRelative = 0.3
/** Small groups prove little. */
const smoothing = 4

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
