/** What became of one customer's errand. */
export type Errand =
  | { readonly kind: 'refused' | 'failed-to-order'; readonly code: string }
  | {
      readonly kind: 'ordered'
      readonly orderId: string
      readonly end: OrderEnd
      /** From the tap to the answer of `POST /v1/orders`, real milliseconds. */
      readonly answeredMs: number
      /** By the server's clock, real milliseconds; of delivered orders. */
      readonly tookMs?: number
      readonly promisedMs: number
      readonly stages?: Stages
      readonly byCustomer?: boolean
    }

/** How long each part of a delivered order's way took: real milliseconds, or city minutes where it is a report. */
export interface Stages {
  /** From the tap until paid, picked and in bags. */
  readonly toPacked: number
  /** Until a rider has taken the bags. */
  readonly toPickedUp: number
  /** Until handed over. */
  readonly toDoor: number
}

/** Out of an order's history. */
export function stagesOf(history: readonly { status: string; at: string }[]): Stages | undefined {
  const at = (status: string) => Date.parse(history.find((entry) => entry.status === status)?.at ?? '')
  const begin = Date.parse(history[0]?.at ?? '')
  const stages = {
    toPacked: at('packed') - begin,
    toPickedUp: at('picked_up') - at('packed'),
    toDoor: at('delivered') - at('picked_up'),
  }
  return Object.values(stages).every(Number.isFinite) ? stages : undefined
}

/** `lost`: accepted, but without an end within the bound, or gone. */
export type OrderEnd = 'delivered' | 'cancelled' | 'failed' | 'lost'

export interface Percentiles {
  readonly p50: number
  readonly p90: number
  readonly p99: number
}

/**
 * How the customers were served. With the people's clock running `speed` times as fast as the server's, click-to-door is
 * the real time from acceptance (`placedAt`) to hand-over (`deliveredAt`) times `speed`, and a promise is kept when that
 * is no more than the minutes promised. Computing and waiting in the back end is multiplied as well, so the figure is
 * never better than life at speed 1 would be.
 */
export interface SimulationReport {
  readonly orders: number
  readonly ratePerMinute: number
  readonly speed: number
  readonly seed: number
  readonly placed: number
  readonly delivered: number
  /** All cancelled orders, and how many of them by their own customer. */
  readonly cancelled: number
  readonly cancelledByCustomer: number
  /** Not handed over; the goods went back. */
  readonly failed: number
  readonly lost: number
  /** Went home without an order, by the reason: sold out, closed, nothing found. */
  readonly refused: number
  readonly refusals: Readonly<Record<string, number>>
  /** Could not order because of something that should not happen, and whatever else went wrong later, by code. */
  readonly failedToOrder: number
  readonly errors: Readonly<Record<string, number>>
  readonly paymentsDeclined: number
  /** Share of the delivered orders that came in time, 0 to 1; null when none was delivered. */
  readonly promiseKept: number | null
  readonly clickToDoorMinutes: Percentiles | null
  readonly promisedMinutes: Percentiles | null
  /** Medians of the parts of the way, in city minutes: where time goes. */
  readonly stageMinutes: Stages | null
  /** Of `POST /v1/orders`, real milliseconds. */
  readonly orderLatencyMs: Percentiles | null
  readonly wallSeconds: number
}

/** The smallest value that so large a share of all is not above (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN
}

function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null
  const at = (share: number) => Math.round(percentile(values, share) * 100) / 100
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) }
}

function medians(all: readonly Stages[], scale: number): Stages | null {
  if (all.length === 0) return null
  const median = (part: keyof Stages) =>
    Math.round(
      percentile(
        all.map((stages) => stages[part] * scale),
        0.5,
      ) * 100,
    ) / 100
  return { toPacked: median('toPacked'), toPickedUp: median('toPickedUp'), toDoor: median('toDoor') }
}

export function tally(codes: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

export function reportOf(
  errands: readonly Errand[],
  run: {
    ratePerMinute: number
    speed: number
    seed: number
    wallSeconds: number
    paymentsDeclined: number
    /** Codes of what went wrong after an order was accepted. */
    troubles: readonly string[]
  },
): SimulationReport {
  const { ratePerMinute, speed, seed, wallSeconds, paymentsDeclined, troubles } = run
  const ordered = errands.filter((errand) => errand.kind === 'ordered')
  const codes = (kind: 'refused' | 'failed-to-order') =>
    errands.flatMap((errand) => (errand.kind !== 'ordered' && errand.kind === kind ? [errand.code] : []))
  const refusals = codes('refused')
  const failures = codes('failed-to-order')
  const ended = (end: OrderEnd) => ordered.filter((errand) => errand.end === end)
  const cityMinutes = (ms: number) => (ms * speed) / 60_000
  const delivered = ended('delivered')
  const timed = delivered.filter((errand) => errand.tookMs !== undefined)
  const kept = timed.filter((errand) => errand.tookMs! * speed <= errand.promisedMs)
  return {
    orders: errands.length,
    ratePerMinute,
    speed,
    seed,
    placed: ordered.length,
    delivered: delivered.length,
    cancelled: ended('cancelled').length,
    cancelledByCustomer: ended('cancelled').filter((errand) => errand.byCustomer).length,
    failed: ended('failed').length,
    lost: ended('lost').length,
    refused: refusals.length,
    refusals: tally(refusals),
    failedToOrder: failures.length,
    errors: tally([...failures, ...troubles]),
    paymentsDeclined,
    promiseKept: timed.length === 0 ? null : Math.round((kept.length / timed.length) * 1e4) / 1e4,
    clickToDoorMinutes: percentiles(timed.map((errand) => cityMinutes(errand.tookMs!))),
    promisedMinutes: percentiles(timed.map((errand) => errand.promisedMs / 60_000)),
    stageMinutes: medians(
      timed.flatMap((errand) => errand.stages ?? []),
      speed / 60_000,
    ),
    orderLatencyMs: percentiles(ordered.map((errand) => errand.answeredMs)),
    wallSeconds: Math.round(wallSeconds * 10) / 10,
  }
}
