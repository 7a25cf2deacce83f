import type { TSchema } from 'typebox'
import type { Envelope, EventOf, EventType } from '../contracts/event.ts'
import type { Bus, Subscription } from './bus.ts'
import { carriedTrace, type Trace } from './context.ts'
import { type Job, startJobs } from './jobs.ts'
import { errorText, type Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Database, Tx } from './sql.ts'
import { isTracing, recordIn } from './trace.ts'

/** What a service does on an event: its effect is in the transaction that notes the event as applied. */
export interface Reaction<C> {
  readonly event: EventType
  run(events: Envelope[], tx: Tx, context: C): Promise<void>
}

/** One event at a time. No calls to other services in here: write down what is to be done, and let a job do it. */
export const reactionsOf =
  <C>() =>
  <D extends TSchema>(
    event: EventType<D>,
    run: (event: EventOf<EventType<D>>, tx: Tx, context: C) => Promise<unknown>,
  ): Reaction<C> => ({
    event,
    run: async (events, tx, context) => {
      for (const each of events)
        await recordIn(carriedTrace(each.trace), 'consumer', event.name, async () =>
          run(each as EventOf<EventType<D>>, tx, context),
        )
    },
  })

/** A run of events of one type at once, for effects that are cheaper together. */
export const batchReactionsOf =
  <C>() =>
  <D extends TSchema>(
    event: EventType<D>,
    run: (events: EventOf<EventType<D>>[], tx: Tx, context: C) => Promise<unknown>,
  ): Reaction<C> => ({
    event,
    run: async (events, tx, context) => {
      const [first, ...others] = events
      await recordIn(
        carriedTrace(first?.trace),
        'consumer',
        event.name,
        async () => run(events as EventOf<EventType<D>>[], tx, context),
        { links: isTracing() ? linksTo(others) : [] },
      )
    },
  })

/** A batch is a span of the first event's trace, and points to those of the others. */
const linksTo = (events: readonly Envelope[]): Trace[] =>
  events.slice(0, 31).flatMap(({ trace }) => (trace === undefined ? [] : carriedTrace(trace)))

const maxAttempts = 8
const firstRetryMs = 500
const maxRetryMs = 5 * 60_000

/** Milliseconds to wait after so many failures: doubling, with full jitter, between half and the whole. */
const backoffMs = (attempts: number): number =>
  Math.min(maxRetryMs, firstRetryMs * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2)

interface Runner<C> {
  readonly service: string
  readonly reactions: ReadonlyMap<string, Reaction<C>>
  readonly context: C
  readonly db: Database
  readonly metrics: Metrics
  readonly log: Log
}

/**
 * Applies events once. A batch is one transaction: inbox rows and effects together. When it fails, its events are
 * tried one by one; one that still fails is parked with its cause, and the later ones of its key are parked behind it
 * in order, so that other keys go on. Parked events are tried again with exponential backoff and jitter; after eight
 * attempts an event is dead: kept for `tokri events replay`, and its key goes on without it.
 * @throws TypeError when a service has two reactions to one event
 */
export async function startReactions<C>(
  bus: Bus,
  options: Omit<Runner<C>, 'reactions'> & { reactions: readonly Reaction<C>[] },
): Promise<AsyncDisposable> {
  if (options.reactions.length === 0) return { async [Symbol.asyncDispose]() {} }
  const reactions = byName(options.service, options.reactions)
  const runner: Runner<C> = { ...options, reactions }
  const names = [...reactions.keys()]
  const subscription: Subscription = await bus.subscribe(options.service, names, (batch) =>
    holding(runner, batch, () => applyBatch(runner, batch)),
  )
  const jobs: Job<C>[] = [{ name: 'parked-events', everyMs: 500, run: () => retryParked(runner) }]
  const retries = startJobs(jobs, options.context, options)
  return {
    async [Symbol.asyncDispose]() {
      await subscription.stop()
      await retries[Symbol.asyncDispose]()
    },
  }
}

/** A second reaction would take the place of the first, and its effect would be missed by nobody but customers. */
function byName<C>(service: string, list: readonly Reaction<C>[]): Map<string, Reaction<C>> {
  const reactions = new Map<string, Reaction<C>>()
  for (const each of list) {
    const { name } = each.event
    if (reactions.has(name)) throw new TypeError(`service ${service} has two reactions to ${name}: make them one`)
    reactions.set(name, each)
  }
  return reactions
}

/** While a batch is being handled, its age is how far the service is behind at least: for brokers that cannot tell. */
async function holding<C>({ metrics, service }: Runner<C>, batch: Envelope[], run: () => Promise<void>): Promise<void> {
  const held = metrics.inHand.get(service) ?? new Map<object, number>()
  metrics.inHand.set(service, held.set(batch, Date.parse(batch[0]?.at ?? '')))
  try {
    await run()
  } finally {
    held.delete(batch)
  }
}

/** Notes events in the inbox. @returns those that were not there, with the keys that wait behind a parked event */
async function takeNew<C>(
  runner: Runner<C>,
  tx: Tx,
  events: Envelope[],
): Promise<{ fresh: Envelope[]; blocked: Set<string> }> {
  const [row] = await tx<{ fresh: string[] | null; blocked: string[] | null }[]>`
    with taken as (
      insert into ${tx(runner.service)}.inbox (event_id) select unnest(${events.map((each) => each.id)}::text[])
      on conflict do nothing returning event_id)
    select (select array_agg(event_id) from taken) as fresh,
      (select array_agg(distinct key) from ${tx(runner.service)}.parked
       where not dead and key = any(${[...new Set(events.map((each) => each.key))]})) as blocked`
  const ids = new Set(row!.fresh ?? [])
  count(
    runner,
    events.filter((each) => !ids.has(each.id)),
    'duplicate',
  )
  return { fresh: events.filter((each) => ids.delete(each.id)), blocked: new Set(row!.blocked ?? []) }
}

async function applyBatch<C>(runner: Runner<C>, batch: Envelope[]): Promise<void> {
  try {
    await runner.db.begin(async (tx) => {
      const { fresh, blocked } = await takeNew(runner, tx, batch)
      if (fresh.length === 0) return
      const waiting = fresh.filter((each) => blocked.has(each.key))
      await park(runner, tx, waiting)
      await applyRuns(
        runner,
        tx,
        fresh.filter((each) => !blocked.has(each.key)),
      )
    })
  } catch (error) {
    if (batch.length > 1)
      runner.log.warn({ error, count: batch.length }, 'a batch of events failed; trying them one by one')
    for (const each of batch) await applyOne(runner, each)
  }
}

/** Runs of neighbours of the same type go to their reaction together; the order stays. */
async function applyRuns<C>(runner: Runner<C>, tx: Tx, events: Envelope[]): Promise<void> {
  for (let from = 0; from < events.length; ) {
    let to = from + 1
    while (to < events.length && events[to]!.name === events[from]!.name) to += 1
    const run = events.slice(from, to)
    const reaction = runner.reactions.get(run[0]!.name)
    if (reaction) await reaction.run(run, tx, runner.context)
    count(runner, run, 'applied')
    from = to
  }
}

async function applyOne<C>(runner: Runner<C>, event: Envelope): Promise<void> {
  try {
    await runner.db.begin(async (tx) => {
      const { fresh, blocked } = await takeNew(runner, tx, [event])
      if (fresh.length === 0) return
      if (blocked.size > 0) await park(runner, tx, [event])
      else await applyRuns(runner, tx, [event])
    })
  } catch (error) {
    runner.log.error({ error, event: event.name, eventId: event.id, key: event.key }, 'event failed and is parked')
    await runner.db.begin(async (tx) => {
      const { fresh } = await takeNew(runner, tx, [event])
      if (fresh.length > 0) await park(runner, tx, [event], error)
    })
  }
}

async function park<C>(runner: Runner<C>, tx: Tx, events: Envelope[], error?: unknown): Promise<void> {
  if (events.length === 0) return
  const attempts = error === undefined ? 0 : 1
  const nextAt = new Date(Date.now() + (attempts > 0 ? backoffMs(attempts) : 0))
  const cause = error === undefined ? null : errorText(error)
  for (const each of events) {
    await tx`
      insert into ${tx(runner.service)}.parked (event_id, key, envelope, attempts, next_at, error)
      values (${each.id}, ${each.key}, ${tx.json(each as never)}, ${attempts}, ${nextAt}, ${cause})`
  }
  count(runner, events, 'parked')
}

interface ParkedRow {
  event_id: string
  key: string
  envelope: Envelope
  attempts: number
}

/** The first parked event of each key that is due, one after the other. */
async function retryParked<C>(runner: Runner<C>): Promise<boolean> {
  const due = await runner.db.sql<{ event_id: string }[]>`
    select event_id from (
      select distinct on (key) event_id, next_at from ${runner.db.sql(runner.service)}.parked
      where not dead order by key, seq) heads
    where next_at <= now() order by next_at limit 100`
  for (const { event_id } of due) await retryOne(runner, event_id)
  return due.length > 0
}

const parkedRow = async <C>(runner: Runner<C>, tx: Tx, id: string): Promise<ParkedRow | undefined> => {
  const rows = await tx<ParkedRow[]>`
    select event_id, key, envelope, attempts from ${tx(runner.service)}.parked
    where event_id = ${id} and not dead for update skip locked`
  return rows[0]
}

async function retryOne<C>(runner: Runner<C>, id: string): Promise<void> {
  try {
    await runner.db.begin(async (tx) => {
      const row = await parkedRow(runner, tx, id)
      if (!row) return
      await applyRuns(runner, tx, [row.envelope])
      await tx`delete from ${tx(runner.service)}.parked where event_id = ${id}`
    })
  } catch (error) {
    await runner.db.begin(async (tx) => {
      const row = await parkedRow(runner, tx, id)
      if (!row) return
      const attempts = row.attempts + 1
      const dead = attempts >= maxAttempts
      await tx`
        update ${tx(runner.service)}.parked set attempts = ${attempts}, dead = ${dead},
          next_at = ${new Date(Date.now() + backoffMs(attempts))},
          error = ${errorText(error)}
        where event_id = ${id}`
      if (!dead) return
      count(runner, [row.envelope], 'dead')
      runner.log.error(
        { error, event: row.envelope.name, eventId: id, key: row.key },
        'event is dead; see tokri events dead',
      )
    })
  }
}

function count<C>(runner: Runner<C>, events: Envelope[], outcome: string): void {
  for (const each of events) {
    runner.metrics.eventsHandled.inc({ service: runner.service, event: each.name, outcome })
    if (outcome !== 'applied') continue
    const publishedMs = Date.parse(each.at)
    runner.metrics.handledUpTo.set(runner.service, publishedMs)
    runner.metrics.eventLagSeconds.observe({ service: runner.service }, Math.max(0, Date.now() - publishedMs) / 1000)
  }
}
