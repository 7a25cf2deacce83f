import { LRUCache } from 'lru-cache'
import type { Detours, Matrix, Mode, Point, TravelOptions } from '../port.ts'
import { checkMatrixSize, checkPoints } from '../problems.ts'
import { eachOf, pieces } from './ask.ts'
import { closingOf, type Front, isOffMap, kept, legKey, mustOwn, ownIfUnknown, ownInMode } from './front.ts'

/** `off`: for which of its ends the provider says that it finds no street. `isOwn`: from the own map, as closed streets change it. */
type Leg = { durationS: number; distanceM: number; off?: { from: boolean; to: boolean }; isOwn?: true }

const requestsAtOnce = 4

/** Matrices of a provider: remembered, in blocks that it takes, and of what closed streets change the own map's word. */
export function frontMatrix(front: Front) {
  const { provider } = front
  const closing = closingOf(front)
  const legs = new LRUCache<string, Leg>({ max: kept.legs, ttl: kept.legsMs })

  return async function matrix(from: Point[], to: Point[], travel: TravelOptions = {}): Promise<Matrix> {
    checkMatrixSize(from.length, to.length)
    checkPoints(from)
    checkPoints(to)
    const mode = travel.mode ?? 'motorbike'
    if (!provider.modes.includes(mode)) return ownInMode(front).matrix(from, to, travel)
    const edition = closing?.closedEdition()
    const detours = (await closing?.detours(from, to, { mode })) ?? null
    const keyOf = (a: Point, b: Point) => `${mode} ${legKey(a)}>${legKey(b)}`
    const cells = from.map((a, i) => to.map((b, j) => changedLeg(detours, i, j) ?? legs.get(keyOf(a, b))))
    const keep = (i: number, j: number, leg: Leg) => {
      cells[i]![j] ??= leg
      legs.set(keyOf(from[i]!, to[j]!), leg)
    }
    // One half from here and one from there would compare riders by two measures.
    if (!(await askFor(from, to, mode, { cells, keep })))
      return { ...(await mustOwn(front).matrix(from, to, travel)), approximate: true }
    // Streets were closed or opened meanwhile. What the provider has just said is remembered, so it is hardly asked again.
    if (edition !== closing?.closedEdition()) return matrix(from, to, travel)
    const all = cells as Leg[][]
    const unknown = ownIfUnknown(front, mode)
    if (unknown && isWithoutWays(all)) return detours?.matrix ?? unknown.matrix(from, to, travel)
    const offMap = await offMapOf(from, to, { cells: all, mode, detours })
    return {
      durationS: all.map((row) => row.map((leg) => leg.durationS)),
      distanceM: all.map((row) => row.map((leg) => leg.distanceM)),
      ...(offMap ? { offMap } : {}),
    }
  }

  /** @returns false when the provider left something unanswered */
  async function askFor(
    from: Point[],
    to: Point[],
    mode: Mode,
    { cells, keep }: { cells: (Leg | undefined)[][]; keep: (i: number, j: number, leg: Leg) => void },
  ): Promise<boolean> {
    const [rows, columns] = [
      [...from.keys()].filter((i) => cells[i]!.some((cell) => !cell)),
      [...to.keys()].filter((j) => cells.some((row) => !row[j])),
    ]
    const blocks = pieces(rows.length, provider.block.from).flatMap((r) =>
      pieces(columns.length, provider.block.to).map((c) => ({
        rows: rows.slice(r.start, r.end),
        columns: columns.slice(c.start, c.end),
      })),
    )
    let complete = true
    await eachOf(blocks, requestsAtOnce, async (block) => {
      if (!complete) return
      const asked = { from: block.rows.map((i) => from[i]!), to: block.columns.map((j) => to[j]!) }
      const found = await front.ask(asked.from.length * asked.to.length, () =>
        provider.matrix(asked.from, asked.to, mode),
      )
      if (!found) {
        complete = false
        return
      }
      const { durationS, distanceM, offMap } = found.answer
      for (const [r, i] of block.rows.entries())
        for (const [c, j] of block.columns.entries()) {
          const off = offMap && { from: offMap.from.includes(r), to: offMap.to.includes(c) }
          const isOff = off && (off.from || off.to)
          keep(i, j, { durationS: durationS[r]![c]!, distanceM: distanceM[r]![c]!, ...(isOff ? { off } : {}) })
        }
    })
    return complete
  }

  /** Of legs without a way, and not for closed streets: the ends that the provider, or else the own map, finds no street for. */
  async function offMapOf(
    from: Point[],
    to: Point[],
    { cells, mode, detours }: { cells: Leg[][]; mode: Mode; detours: Detours | null },
  ): Promise<Matrix['offMap']> {
    const isLost = (leg: Leg) => !leg.isOwn && !Number.isFinite(leg.durationS)
    if (!cells.some((row) => row.some(isLost))) return undefined
    const off = async (side: 'from' | 'to', points: Point[], legsOf: (index: number) => Leg[]) => {
      const isOff = points.map(async (point, index) => {
        const lost = legsOf(index).filter(isLost)
        if (lost.length === 0) return false
        if (lost.some((leg) => leg.off?.[side])) return true
        // While streets are closed, what has no open street near it is on the map still: the own matrix tells one from the other.
        return detours ? (detours.matrix.offMap?.[side].includes(index) ?? false) : isOffMap(front, point, mode)
      })
      const found = await Promise.all(isOff)
      return [...points.keys()].filter((index) => found[index])
    }
    return {
      from: await off('from', from, (i) => cells[i]!),
      to: await off('to', to, (j) => cells.map((row) => row[j]!)),
    }
  }
}

/** Whether the provider was asked and found no way at all; what leads nowhere is none. */
function isWithoutWays(cells: Leg[][]): boolean {
  const theirs = cells.flat().filter((leg) => !leg.isOwn)
  return theirs.length > 0 && !theirs.some(({ durationS }) => durationS > 0 && Number.isFinite(durationS))
}

const changedLeg = (detours: Detours | null, i: number, j: number): Leg | undefined =>
  detours && detours.isChanged[i]![j]
    ? { durationS: detours.matrix.durationS[i]![j]!, distanceM: detours.matrix.distanceM[i]![j]!, isOwn: true }
    : undefined
