import { parentPort, workerData } from 'node:worker_threads'
import type { PlanInput, Planner, PlanOutput } from './types.ts'

/** Which planner a thread runs: a module that exports a table `planners`, and a name in it. */
export interface PlannerAt {
  readonly module: string
  readonly name: string
}

export interface Asked {
  readonly id: number
  readonly input: PlanInput
}

export type Answered =
  | { readonly id: number; readonly output: PlanOutput }
  | { readonly id: number; readonly error: { readonly message: string; readonly stack: string } }

const { module, name } = workerData as PlannerAt
const { planners } = (await import(module)) as { planners: Record<string, Planner> }
const plan = planners[name]
if (!plan) throw new Error(`there is no planner ${name}`)

// Questions that came while this module was loading are still in the port: it hands them on from here.
parentPort!.on('message', ({ id, input }: Asked) => {
  let answer: Answered
  try {
    answer = { id, output: plan(input) }
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    answer = { id, error: { message: error.message, stack: error.stack ?? '' } }
  }
  parentPort!.postMessage(answer)
})
