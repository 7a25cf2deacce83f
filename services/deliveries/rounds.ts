import { promisify } from 'node:util'
import { zstdCompress, zstdDecompressSync } from 'node:zlib'
import type { Point } from '../../contracts/geo.ts'
import { newId } from '../../contracts/ids.ts'
import type { DeliveriesContext } from './context.ts'
import type { Durations } from './planner/ride.ts'
import type { PlanInput, PlanOutput } from './planner/types.ts'
import type { Planned } from './planning.ts'
import { addRound } from './store/rounds.ts'

const compress = promisify(zstdCompress)
/** As the table has it. */
const bodyBytes = 4 * 1024 * 1024
/** Rounds that gave nobody anything are alike: one of them in so long says enough. */
const quietEveryMs = 10_000

/** What a round saw, what was planned, and what of it came to be: deliveries are missing where somebody else was quicker. */
export interface KeptRound {
  readonly input: PlanInput
  readonly output: PlanOutput
  readonly written: readonly string[]
  /** Where the nodes are, [lat, lng]. */
  readonly points: readonly (readonly [lat: number, lng: number])[]
  /** How many times faster than real the riders rode. */
  readonly speed: number
}

/** JSON knows no `Infinity`: in the matrix `null` stands for "no way". */
export const encodeRound = (round: KeptRound): Promise<Buffer> => compress(JSON.stringify(round))

export function decodeRound(body: Uint8Array): KeptRound {
  const round = JSON.parse(zstdDecompressSync(body).toString()) as KeptRound
  const { travel } = round.input
  const whole = (durationS: Durations) => durationS.map((row) => row.map((each) => each ?? Infinity))
  const byMode = Object.fromEntries(Object.entries(travel.byMode ?? {}).map(([mode, each]) => [mode, whole(each)]))
  const times = { ...travel, durationS: whole(travel.durationS), ...(travel.byMode ? { byMode } : {}) }
  return { ...round, input: { ...round.input, travel: times } }
}

/** Keeps rounds for replays, as many of 100 as the configuration asks. A round that cannot be kept is not missed. */
export class RoundKeeper {
  #quietAtMs = Number.NEGATIVE_INFINITY

  async keep(
    { db, config, log }: DeliveriesContext,
    round: {
      input: PlanInput
      points: readonly Point[]
      speed: number
      planned: Planned
      written: ReadonlySet<string>
      tookMs: number
    },
  ): Promise<void> {
    const { input, planned, written, tookMs, speed } = round
    if (Math.random() * 100 >= config.roundsPercent) return
    if (planned.output.offers.length === 0) {
      if (input.nowMs - this.#quietAtMs < quietEveryMs) return
      this.#quietAtMs = input.nowMs
    }
    try {
      const points = round.points.map(({ lat, lng }) => [lat, lng] as const)
      const body = await encodeRound({ input, output: planned.output, written: [...written], points, speed })
      if (body.length > bodyBytes) throw new RangeError(`a round of ${body.length} bytes is too large to be kept`)
      await addRound(db.sql, {
        id: newId('round'),
        at: new Date(input.nowMs),
        planner: planned.planner,
        fallback: planned.fallback ?? null,
        tookMs,
        waiting: input.deliveries.length,
        riders: input.riders.length,
        offered: written.size,
        body,
      })
    } catch (error) {
      log.warn({ error }, 'a round of the dispatch was not kept for replays')
    }
  }
}
