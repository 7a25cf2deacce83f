import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { type InputOf, type Operation, type OutputOf, ownerOf } from '../contracts/operation.ts'
import { common, Problem, type ProblemBody } from '../contracts/problem.ts'
import type { Address } from './addresses.ts'
import { currentContext, newTraceId, runInContext, timeLeftMs, writeTraceparent } from './context.ts'
import { databaseAway } from './database-away.ts'
import { byDeadline } from './deadline.ts'
import { Instances, type Verdict } from './instances.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { isUnsent, type Neighbours, openNeighbours, saysClosing, targetOf } from './neighbours.ts'
import { type Guard, guard, policy, TransientError, watchedBy } from './resilience.ts'
import { traced } from './trace.ts'

/** An operation and the function that carries it out. Made by `handle`. */
export interface Handler<C> {
  readonly operation: Operation
  run(input: unknown, context: C): Promise<unknown>
}

/** `handle(ReserveStock, (input, { db }) => …)`: the types of question and answer come from the contract. */
export const handle =
  <C>() =>
  <I extends TSchema, O extends TSchema>(
    operation: Operation<I, O>,
    run: (input: Static<I>, context: C) => Promise<Static<O>>,
  ): Handler<C> => ({ operation, run: (input, context) => run(input as Static<I>, context) })

/** Calls an operation wherever it runs. */
export type Call = <Op extends Operation>(operation: Op, input: InputOf<Op>) => Promise<OutputOf<Op>>

/** Makes the token that tells a service in another process who calls: see `auth.ts`. */
export type CallerToken = (service: string) => Promise<string>

/** A service that runs elsewhere: its copies, and the guard before them. */
export interface Remote {
  readonly instances: Instances
  readonly guard: Guard
}

type Local = (input: unknown) => Promise<unknown>

/**
 * Knows where every operation runs: a direct call if the service runs in this process, HTTP to one of its copies if
 * not. Both check the input, copy the values, carry deadline and trace, and give the same errors.
 */
export class Calls {
  readonly #local = new Map<string, Local>()
  readonly #validators = new Map<string, Validator>()
  readonly #remote = new Map<string, Remote>()
  readonly #metrics: Metrics
  readonly #log: Log
  readonly #token: CallerToken
  readonly neighbours: Neighbours

  constructor(options: {
    metrics: Metrics
    log: Log
    token: CallerToken
    addresses: Record<string, readonly string[]>
    /** How to speak to the others; in the clear when absent. */
    neighbours?: Neighbours
  }) {
    this.#metrics = options.metrics
    this.#log = options.log
    this.#token = options.token
    this.neighbours = options.neighbours ?? openNeighbours()
    for (const [service, urls] of Object.entries(options.addresses)) {
      if (urls.length === 0) continue
      const { metrics, log } = options
      const { probe } = this.neighbours
      this.#remote.set(service, {
        instances: new Instances(urls, { service, probe, log, metrics }),
        guard: guard(service, watchedBy(metrics, service)),
      })
    }
  }

  /** A service that has started here offers its operations. */
  offer<C>(handlers: readonly Handler<C>[], context: C): void {
    for (const { operation, run } of handlers) {
      this.#validators.set(operation.name, Compile(operation.input))
      this.#local.set(operation.name, (input) => run(input, context))
    }
  }

  withdraw(service: string): void {
    for (const name of this.#local.keys()) if (ownerOf(name) === service) this.#local.delete(name)
  }

  /** A service that runs elsewhere, for the gateway. */
  remoteOf(service: string): Remote | undefined {
    return this.#remote.get(service)
  }

  /** Asks no more for where the others are, and closes the connections to them. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { instances } of this.#remote.values()) instances[Symbol.dispose]()
    await this.neighbours[Symbol.asyncDispose]()
  }

  readonly call: Call = (operation, input) =>
    traced(this.#local.has(operation.name) ? 'internal' : 'client', operation.name, undefined, () =>
      this.#call(operation, input),
    )

  readonly #call: Call = async (operation, input) => {
    const local = this.#local.has(operation.name)
    const end = this.#metrics.callSeconds.startTimer({ operation: operation.name, via: local ? 'local' : 'http' })
    try {
      if (timeLeftMs(1) <= 0) throw common('service/deadline', { detail: operation.name })
      const output = local
        ? structuredClone(await byDeadline(operation.name, this.answer(operation.name, structuredClone(input))))
        : await this.#ask(operation, input)
      end({ outcome: 'ok' })
      return output as OutputOf<typeof operation>
    } catch (error) {
      end({ outcome: error instanceof Problem ? error.code : 'error' })
      if (error instanceof Problem) throw error
      const away = databaseAway(error)
      if (away) {
        this.#log.warn({ error, operation: operation.name }, 'the database is away')
        throw away
      }
      this.#log.error({ error, operation: operation.name }, 'operation failed')
      throw common('service/internal')
    }
  }

  /** Carries out an operation that is offered here. @throws request/not-found, request/invalid, or what it throws */
  async answer(name: string, input: unknown): Promise<unknown> {
    const run = this.#local.get(name)
    const validator = this.#validators.get(name)
    if (!run || !validator) throw common('request/not-found', { detail: name })
    if (!validator.Check(input)) {
      const fields = validator.Errors(input).slice(0, 10)
      throw common('request/invalid', {
        detail: name,
        fields: fields.map((each) => ({ path: each.instancePath, message: each.message })),
      })
    }
    return run(input)
  }

  async #ask(operation: Operation, input: unknown): Promise<unknown> {
    const service = ownerOf(operation.name)
    const remote = this.#remote.get(service)
    if (!remote)
      throw common('service/unavailable', {
        detail: `${service} runs neither here nor at TOKRI_${service.toUpperCase()}_URL`,
      })
    const { instances } = remote
    const tried = new Set<string>()
    const attempt = async () => {
      for (;;) {
        try {
          return await instances.use(
            (address) => {
              tried.add(address.url)
              return this.#send(remote, address, operation, input)
            },
            verdictOf,
            { avoid: tried, unknown: () => new TransientError(`no copy of ${service} is known`, { kind: 'unsent' }) },
          )
        } catch (error) {
          // What did not even leave may be asked of another copy at once, whatever it is.
          const elsewhere = error instanceof TransientError && error.kind === 'unsent' && tried.size < instances.size
          if (!elsewhere || !remote.guard.mayRepeat()) throw error
        }
      }
    }
    try {
      return await remote.guard.run(attempt, { repeatable: operation.idempotent })
    } catch (error) {
      const tooLate = error instanceof Problem && error.code === 'service/unavailable' && timeLeftMs(1) <= 0
      throw tooLate ? common('service/deadline', { detail: operation.name }) : error
    }
  }

  async #send({ instances }: Remote, { url, host }: Address, operation: Operation, input: unknown): Promise<unknown> {
    const service = ownerOf(operation.name)
    const leftMs = timeLeftMs(policy.timeoutMs)
    if (leftMs <= 0) throw common('service/deadline', { detail: operation.name })
    let status: number
    let body: unknown
    let retryAfter: string | string[] | undefined
    try {
      const answer = await this.neighbours.agent.request({
        ...targetOf(url, `/_call/${operation.name}`),
        method: 'POST',
        headers: {
          host,
          'content-type': 'application/json',
          authorization: `Bearer ${await this.#token(service)}`,
          traceparent: writeTraceparent(),
          [passedAlong.deadline]: String(Date.now() + leftMs),
          [passedAlong.priority]: currentContext()?.priority ?? 'progress',
        },
        body: JSON.stringify(input),
        signal: AbortSignal.timeout(leftMs),
      })
      status = answer.statusCode
      retryAfter = answer.headers['retry-after']
      if (saysClosing(answer)) instances.leave(url)
      body = await answer.body.json()
    } catch (cause) {
      const kind = isUnsent(cause) ? 'unsent' : leftMs < littleMs ? 'late' : 'failed'
      throw new TransientError(`calling ${operation.name}`, { cause, kind })
    }
    if (status === 200) return body
    const problem = body as ProblemBody
    if (problem.code === 'service/overloaded')
      throw new TransientError(`${operation.name} answered ${problem.code}`, { kind: 'busy' })
    if (problem.code === 'service/unavailable') throw new TransientError(`${operation.name} answered ${problem.code}`)
    // Not the user's token, so nobody is to log in again.
    if (problem.code === 'auth/invalid-token')
      throw common('service/unavailable', {
        detail: `${ownerOf(operation.name)} does not know this process: TOKRI_INTERNAL_SECRET must be the same in all of them`,
      })
    const headers = typeof retryAfter === 'string' ? { headers: { 'retry-after': retryAfter } } : {}
    throw new Problem(problem.code, problem.status, problem.title, { ...problem, ...headers })
  }
}

/** Headers of a call between services, beside the token and the trace. */
export const passedAlong = { deadline: 'x-deadline-ms', priority: 'x-tokri-priority' } as const

/** Who was given less time than this is not to blame for being late. */
const littleMs = 1_000

const verdictOf = (error: unknown): Verdict => {
  if (!(error instanceof TransientError) || error.kind === 'late') return undefined
  return error.kind === 'busy' ? 'busy' : 'failed'
}

/** Runs the answer to a remote call with the caller's deadline, in the trace that the request came with. */
export function withCaller<T>(deadline: string | undefined, run: () => Promise<T>): Promise<T> {
  const deadlineMs = Number(deadline)
  const { deadlineMs: _, ...trace } = currentContext() ?? { traceId: newTraceId() }
  return runInContext({ ...trace, ...(Number.isFinite(deadlineMs) && deadlineMs > 0 ? { deadlineMs } : {}) }, run)
}
