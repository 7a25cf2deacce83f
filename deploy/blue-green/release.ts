import { setTimeout as pause } from 'node:timers/promises'

export type Color = 'blue' | 'green'
export const otherColor = (color: Color): Color => (color === 'blue' ? 'green' : 'blue')

/** What stands before both fleets and knows which of them gets the traffic. */
export interface Edge {
  active(): Promise<Color>
  /** From now on new requests go there; what is under way ends where it is. */
  turn(to: Color): Promise<void>
  /** Requests that a fleet has had since it started, and those of them that it failed (5xx, broken off). */
  counts(color: Color): Promise<{ requests: number; failed: number }>
}

/** What starts and stops the processes of a colour. */
export interface Fleets {
  /** Resolves when the processes have been asked to start; that they are healthy is for the gate to see. */
  start(color: Color, version: string): Promise<void>
  /** Asks the processes to drain and end; resolves when they have. */
  stop(color: Color): Promise<void>
  /** Brings the schemas up to date with the new program, while the old one runs. */
  migrate(version: string): Promise<void>
  /** Addresses of the gateways of a colour, past the edge. */
  gateways(color: Color): Promise<readonly string[]>
}

export interface ReleaseSettings {
  /** Paths that each new gateway has to answer with 2xx, beside /readyz, before it gets traffic. */
  readonly smoke: readonly string[]
  /** Every gateway has to pass so many checks in a row, a second apart. */
  readonly healthyChecks: number
  /** The new fleet may take so long to become healthy. Seconds. */
  readonly healthyWithinS: number
  /** How long the new fleet is watched after the turn, while the old one stands by. Seconds. */
  readonly watchS: number
  /** The share of failed requests above which the traffic goes back, once there have been `judgeFrom` requests. */
  readonly failedShareMax: number
  readonly judgeFrom: number
}

export const defaultSettings: ReleaseSettings = {
  smoke: ['/v1/categories'],
  healthyChecks: 5,
  healthyWithinS: 180,
  watchS: 60,
  failedShareMax: 0.01,
  judgeFrom: 50,
}

export type Outcome =
  | { kind: 'released'; color: Color }
  /** The new fleet never became healthy, or its migration failed: it got no traffic. */
  | { kind: 'refused'; reason: string }
  /** The new fleet failed requests: the traffic is with the old one again. */
  | { kind: 'rolled-back'; reason: string }

/** Whether what the new fleet has failed since the turn is too much. Pure. */
export function judge(
  before: { requests: number; failed: number },
  now: { requests: number; failed: number },
  { failedShareMax, judgeFrom }: Pick<ReleaseSettings, 'failedShareMax' | 'judgeFrom'>,
): string | null {
  const requests = now.requests - before.requests
  const failed = now.failed - before.failed
  if (requests < judgeFrom || failed / requests <= failedShareMax) return null
  return `${failed} of ${requests} requests failed`
}

/**
 * One release: migrate (expand only), start the idle fleet, wait until it is healthy, turn the traffic, watch, and stop
 * the old fleet; or go back to it. The old fleet runs until the new one has proved itself, so going back is one turn.
 */
export async function release(options: {
  version: string
  edge: Edge
  fleets: Fleets
  settings?: Partial<ReleaseSettings>
  say?: (text: string) => void
}): Promise<Outcome> {
  const { version, edge, fleets } = options
  const settings = { ...defaultSettings, ...options.settings }
  const say = options.say ?? (() => {})
  const old = await edge.active()
  const fresh = otherColor(old)

  try {
    say(`migrating to ${version} while ${old} runs`)
    await fleets.migrate(version)
    say(`starting ${fresh} with ${version}`)
    await fleets.start(fresh, version)
    await healthy(fleets, fresh, settings)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    say(`${fresh} gets no traffic: ${reason}`)
    await fleets.stop(fresh)
    return { kind: 'refused', reason }
  }

  const before = await edge.counts(fresh)
  say(`turning the traffic to ${fresh}`)
  await edge.turn(fresh)
  const reason = await watch(edge, fleets, { color: fresh, before, settings })
  if (reason === null) {
    say(`${fresh} serves; stopping ${old}`)
    await fleets.stop(old)
    return { kind: 'released', color: fresh }
  }
  say(`going back to ${old}: ${reason}`)
  await edge.turn(old)
  await fleets.stop(fresh)
  return { kind: 'rolled-back', reason }
}

/** Resolves when every gateway has passed so many checks in a row. @throws when that takes too long */
async function healthy(fleets: Fleets, color: Color, settings: ReleaseSettings): Promise<void> {
  const until = Date.now() + settings.healthyWithinS * 1000
  let inRow = 0
  let last = 'no gateway is known'
  while (inRow < settings.healthyChecks) {
    const gateways = await fleets.gateways(color)
    const faults =
      gateways.length === 0 ? [last] : (await Promise.all(gateways.map((url) => faultOf(url, settings)))).flat()
    inRow = faults.length === 0 ? inRow + 1 : 0
    if (faults[0] !== undefined) last = faults[0]
    if (inRow >= settings.healthyChecks) return
    if (Date.now() > until) throw new Error(`${color} was not healthy within ${settings.healthyWithinS} s: ${last}`)
    await pause(1_000)
  }
}

/** What is wrong with a gateway, if anything. */
async function faultOf(url: string, { smoke }: ReleaseSettings): Promise<string[]> {
  for (const path of ['/readyz', ...smoke]) {
    try {
      const answer = await fetch(url + path, { signal: AbortSignal.timeout(5_000) })
      await answer.arrayBuffer()
      if (!answer.ok) return [`${path} answers ${answer.status}`]
    } catch (error) {
      return [`${path}: ${(error as Error).cause ?? error}`]
    }
  }
  return []
}

/** @returns why the traffic has to go back, or null when it may stay */
async function watch(
  edge: Edge,
  fleets: Fleets,
  options: { color: Color; before: { requests: number; failed: number }; settings: ReleaseSettings },
): Promise<string | null> {
  const { color, before, settings } = options
  const until = Date.now() + settings.watchS * 1000
  let unready = 0
  let blind = 0
  for (;;) {
    try {
      const reason = judge(before, await edge.counts(color), settings)
      if (reason !== null) return reason
      blind = 0
    } catch (error) {
      // Who cannot see how it goes does not leave it to luck.
      blind += 1
      if (blind >= 3) return `the edge does not tell how it goes: ${(error as Error).message}`
    }
    const faults = await Promise.all(
      (await fleets.gateways(color)).map((url) => faultOf(url, { ...settings, smoke: [] })),
    )
    // One lost check is a hiccup, three in a row of every copy are not.
    unready = faults.every((each) => each.length > 0) ? unready + 1 : 0
    if (unready >= 3) return `no gateway of ${color} is ready: ${faults.flat()[0]}`
    if (Date.now() >= until) return null
    await pause(1_000)
  }
}
