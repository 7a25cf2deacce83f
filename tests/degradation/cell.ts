import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../eventually.ts'
import type { Fault } from '../faults/proxy.ts'
import { type Kind, kinds, type Outcome, type Traffic } from './traffic.ts'

/** A row of the degradation matrix: something that can be taken away, and what goes on without it. */
export interface Row {
  readonly name: string
  take(fault: Fault): Promise<void> | void
  giveBack(fault: Fault): Promise<void> | void
  /** What goes on while it is away. The rest has to fail clearly and in time. */
  readonly works: readonly Kind[]
  /** Where a fault leaves more or less than that. */
  readonly worksWhen?: Partial<Record<Fault, readonly Kind[]>>
  /** Milliseconds after which what goes on goes on: breakers need some failures to open. */
  readonly settleMs?: number
  /** More that has to hold while it is away. */
  meanwhile?(): Promise<void>
}

export interface CellResult {
  readonly row: string
  readonly fault: Fault
  readonly faults: readonly string[]
  /** Good answers of all, for each kind, while it was away. */
  readonly shares: string
}

/** The longest that anybody waits for an answer, whatever is the matter: the deadline of a request, and some for a busy machine. */
const answerMs = 18_000
/** Frozen for longer than anybody waits, so that nobody is answered by what comes back. */
const awayMs: Record<Fault, number> = { gone: 10_000, frozen: 20_000, reset: 10_000, slow: 12_000 }
const recoverMs = 30_000

const isMissing = (each: Outcome): boolean => !each.ok && !each.clear

/** Takes one thing away by one fault amid steady traffic, gives it back, and says what did not hold. */
export async function checkCell(
  row: Row,
  fault: Fault,
  traffic: Traffic,
  { forMs = awayMs[fault] }: { forMs?: number } = {},
): Promise<CellResult> {
  const works = row.worksWhen?.[fault] ?? row.works
  const faults: string[] = []
  await row.take(fault)
  const beganMs = performance.now()
  try {
    await pause(forMs / 2)
    await row.meanwhile?.()
    await pause(Math.max(0, beganMs + forMs - performance.now()))
  } catch (error) {
    faults.push(`meanwhile: ${error instanceof Error ? error.message : String(error)}`)
  }
  const endedMs = performance.now()
  await row.giveBack(fault)
  await eventually(
    `everything works again after ${row.name} was ${fault}`,
    async () => (await traffic.askAll()).every((each) => each.ok),
    {
      withinMs: recoverMs,
    },
  ).catch((error: Error) => {
    const last = traffic.outcomes.slice(-2 * kinds.length).filter((each) => !each.ok)
    faults.push(`${error.message}: ${[...new Set(last.map((each) => `${each.kind} ${each.answer}`))].join('; ')}`)
  })

  const during = traffic.outcomes.filter((each) => each.atMs >= beganMs && each.atMs < endedMs)
  for (const kind of kinds) {
    const mine = during.filter((each) => each.kind === kind)
    const settled = mine.filter((each) => each.atMs >= beganMs + (row.settleMs ?? 0))
    const unclear = mine.filter((each) => isMissing(each) || each.tookMs > answerMs)
    if (unclear.length > 0) faults.push(`${kind} failed without saying how: ${told(unclear)}`)
    if (!works.includes(kind)) continue
    const failed = settled.filter((each) => !each.ok)
    if (settled.length === 0) faults.push(`${kind} was never answered`)
    else if (failed.length > 0)
      faults.push(`${kind} should go on, and ${failed.length} of ${settled.length} did not: ${told(failed)}`)
  }
  const shares = kinds
    .map((kind) => {
      const mine = during.filter((each) => each.kind === kind)
      return `${kind} ${mine.filter((each) => each.ok).length}/${mine.length}`
    })
    .join(', ')
  return { row: row.name, fault, faults, shares }
}

const told = (outcomes: readonly Outcome[]): string =>
  [...new Set(outcomes.map((each) => `${each.answer} after ${Math.round(each.tookMs)} ms`))].slice(0, 3).join('; ')
