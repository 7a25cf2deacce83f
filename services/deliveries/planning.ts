import { Worker } from 'node:worker_threads'
import type { Log } from '../../kit/log.ts'
import { type CheckedPlan, checkPlan, type PlanFault } from './planner/check.ts'
import { planGreedy } from './planner/greedy.ts'
import type { PlannerName } from './planner/table.ts'
import type { Answered, Asked, PlannerAt } from './planner/thread.ts'
import type { PlanInput, PlanOutput } from './planner/types.ts'

/** Why the greedy planner had to plan in another's place; `faulty`: only what a plan offered as it cannot be. */
export const fallbackCauses = ['slow', 'crashed', 'threw', 'nonsense', 'restarting', 'faulty'] as const
export type FallbackCause = (typeof fallbackCauses)[number]

export interface Planned {
  readonly output: PlanOutput
  /** Who made this plan. */
  readonly planner: string
  readonly fallback?: FallbackCause
  readonly refused: ReadonlyMap<PlanFault, number>
  /** Deliveries that greedy planned, since what the planner offered of them was refused. */
  readonly mended?: ReadonlySet<string>
}

export interface Planning extends AsyncDisposable {
  plan(input: PlanInput): Promise<Planned>
}

interface Options {
  readonly planner: PlannerName
  /** Time for one plan; after it the thread is ended, and greedy plans. */
  readonly deadlineMs: number
  readonly log: Log
  /** Where the table of planners is, for tests that bring their own. */
  readonly module?: string
}

const table = new URL('./planner/table.ts', import.meta.url).href
const backoffMs = { first: 250, most: 30_000 }
/** A planner that eats memory ends its thread, not the process. */
const heapMb = 512

class Failure extends Error {
  readonly fallback: FallbackCause
  constructor(fallback: FallbackCause, message: string, cause?: unknown) {
    super(message, { cause })
    this.fallback = fallback
  }
}

/**
 * Plans in a thread of its own, so that requests do not wait for a plan. When the thread does not answer in time, dies or
 * answers nonsense, what riders have stays theirs, and the greedy planner plans the same picture here at once. The thread
 * is made anew, after a pause that doubles with each failure in a row.
 */
export function openPlanning(options: Options): Planning {
  const { planner, deadlineMs, log, module = table } = options
  const thread = new PlannerThread({ module, name: planner })
  // Told once when it begins and once when it is over, not with every round.
  let failing = false

  return {
    async plan(input) {
      try {
        const checked = check(input, await thread.ask(input, deadlineMs))
        if (failing) log.info({ planner }, 'the planner plans again')
        failing = false
        thread.didWell()
        return mend(input, checked, planner)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        if (!failing) log.error({ error, planner, cause: error.fallback }, 'the planner failed; greedy plans instead')
        failing = true
        const { output, refused } = checkPlan(input, planGreedy(input))
        return { output, refused, planner: 'greedy', fallback: error.fallback }
      }
    },
    [Symbol.asyncDispose]: () => thread.close(),
  }
}

function check(input: PlanInput, answer: unknown) {
  try {
    return checkPlan(input, answer)
  } catch (error) {
    throw new Failure('nonsense', 'the planner answered what is no plan', error)
  }
}

/** Greedy plans what was refused of a plan, with the riders who have nothing of it: no order waits for a fault to be mended. */
function mend(input: PlanInput, { output, refused, left }: CheckedPlan, planner: string): Planned {
  if (left.size === 0) return { output, refused, planner }
  const busy = new Set(output.offers.map((each) => each.riderId))
  const rest = {
    ...input,
    riders: input.riders.filter((each) => !busy.has(each.riderId)),
    deliveries: input.deliveries.filter((each) => left.has(each.deliveryId)),
  }
  const { offers, waits = [] } = checkPlan(rest, planGreedy(rest)).output
  const given = new Set(offers.map((each) => each.riderId))
  return {
    output: {
      offers: [...output.offers, ...offers],
      moves: (output.moves ?? []).filter((each) => !given.has(each.riderId)),
      waits: [...(output.waits ?? []).filter((each) => !left.has(each.deliveryId)), ...waits],
    },
    refused,
    planner,
    mended: left,
  }
}

interface Question {
  readonly id: number
  resolve(output: unknown): void
  reject(failure: Failure): void
}

/** One thread with one planner. It takes one question at a time. */
class PlannerThread {
  readonly #at: PlannerAt
  #worker: Worker | undefined
  #question: Question | undefined
  #lastId = 0
  #failures = 0
  #notBeforeMs = 0

  constructor(at: PlannerAt) {
    this.#at = at
  }

  /** @throws Failure */
  async ask(input: PlanInput, deadlineMs: number): Promise<unknown> {
    if (!this.#worker && performance.now() < this.#notBeforeMs)
      throw new Failure('restarting', 'the planner failed lately and is given time')
    const worker = this.#begin()
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const id = ++this.#lastId
    this.#question = { id, resolve, reject }
    const timer = setTimeout(() => {
      this.#end(worker, new Failure('slow', `the planner had no plan after ${deadlineMs} ms`))
    }, deadlineMs)
    worker.postMessage({ id, input } satisfies Asked)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#question = undefined
    }
  }

  didWell(): void {
    this.#failures = 0
  }

  async close(): Promise<void> {
    const worker = this.#worker
    if (worker) await this.#end(worker, new Failure('crashed', 'the planner is being closed'))
  }

  #begin(): Worker {
    if (this.#worker) return this.#worker
    // It needs nothing of the environment, where secrets are.
    const worker = new Worker(new URL('./planner/thread.ts', import.meta.url), {
      workerData: this.#at,
      env: {},
      name: `planner ${this.#at.name}`,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    })
    worker.unref()
    worker.on('message', (answer: Answered) => {
      // An answer to an earlier question has nobody who waits for it.
      if (answer?.id !== this.#question?.id) return
      if ('output' in answer) this.#question?.resolve(answer.output)
      else {
        const error = Object.assign(new Error(answer.error.message), { stack: answer.error.stack })
        this.#question?.reject(new Failure('threw', 'the planner threw', error))
      }
    })
    worker.on('error', (error) => this.#end(worker, new Failure('crashed', 'the thread of the planner broke', error)))
    worker.on('messageerror', (error) => this.#end(worker, new Failure('nonsense', 'the answer is unreadable', error)))
    worker.on('exit', (code) => this.#end(worker, new Failure('crashed', `the thread of the planner ended (${code})`)))
    this.#worker = worker
    return worker
  }

  async #end(worker: Worker, failure: Failure): Promise<void> {
    if (this.#worker !== worker) return
    this.#worker = undefined
    this.#notBeforeMs = performance.now() + Math.min(backoffMs.most, backoffMs.first * 2 ** this.#failures)
    this.#failures += 1
    this.#question?.reject(failure)
    await worker.terminate()
  }
}
