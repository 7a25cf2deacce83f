import { furthestGlideDegrees, longestGlideMs, pointOn } from './glide.ts'
import type { Line, MovingThing } from './map.tsx'

/** One that moves: from where to where, from when to when (milliseconds). */
export interface Glide {
  way: Line
  startAt: number
  endAt: number
  tone: MovingThing['tone']
}

/**
 * What each does from now on. Who is where they were told to be before goes on as they were: riders are told one by one,
 * and the message of one must not hurry the others. A glide lasts as long as the pause since the last message of the same
 * rider: it arrives when the next one is due. Milliseconds.
 */
export function glidesOf(
  things: readonly MovingThing[],
  former: ReadonlyMap<string, Glide>,
  now: number,
): Map<string, Glide> {
  return new Map(
    things.map(({ id, point, tone }) => {
      const to: [number, number] = [point.lng, point.lat]
      const known = former.get(id)
      if (!known) return [id, { way: [to, to], startAt: now, endAt: now, tone }]
      const target = known.way.at(-1)!
      if (target[0] === to[0] && target[1] === to[1]) return [id, { ...known, tone }]
      const from = where(known, now)
      const far = Math.hypot(from[0] - to[0], from[1] - to[1]) > furthestGlideDegrees
      const glideMs = far ? 0 : Math.min(longestGlideMs, now - known.startAt)
      return [id, { way: [far ? to : from, to], startAt: now, endAt: now + glideMs, tone }]
    }),
  )
}

const where = ({ way, startAt, endAt }: Glide, now: number): [number, number] =>
  pointOn(way, endAt <= now ? 1 : (now - startAt) / (endAt - startAt))
