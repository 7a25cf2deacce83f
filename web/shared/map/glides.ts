import type { Point } from '../../api-client/types.ts'
import { furthestGlideDegrees, longestGlideMs, pointOn, sharesOf, wayAlong } from './glide.ts'
import type { Line, MovingThing } from './map.tsx'

/** One that moves: from where to where, from when to when (milliseconds). */
export interface Glide {
  way: Line
  startAt: number
  endAt: number
}
export type ToneGlide = Glide & Pick<MovingThing, 'tone'>

/**
 * What one does from now on who is told where to be: it goes on from where it is, for as long as the pause since it was
 * told last, so that it arrives when the next message is due; along a line where that leads there.
 */
export function glideTo({ lng, lat }: Point, former: Glide | undefined, now: number, along: Line = []): Glide {
  const to: [number, number] = [lng, lat]
  const target = former?.way.at(-1)
  if (!former || !target) return { way: [to, to], startAt: now, endAt: now }
  if (target[0] === lng && target[1] === lat) return former
  const from = pointAt(former, now)
  if (Math.hypot(from[0] - lng, from[1] - lat) > furthestGlideDegrees)
    return { way: [to, to], startAt: now, endAt: now }
  const glideMs = Math.min(longestGlideMs, now - former.startAt)
  return { way: wayAlong(along, { lng: from[0], lat: from[1] }, { lng, lat }), startAt: now, endAt: now + glideMs }
}

/** What each of many does from now on: the message of one must not hurry the others. */
export const glidesOf = (
  things: readonly MovingThing[],
  former: ReadonlyMap<string, ToneGlide>,
  now: number,
): Map<string, ToneGlide> =>
  new Map(things.map(({ id, point, tone }) => [id, { ...glideTo(point, former.get(id), now), tone }]))

/** How much of its way one has made, from 0 to 1. */
export const shareOf = ({ startAt, endAt }: Glide, now: number): number =>
  endAt <= now ? 1 : Math.max(0, (now - startAt) / (endAt - startAt))

/** Where one is now. */
export const pointAt = (glide: Glide, now: number): [number, number] => pointOn(glide.way, shareOf(glide, now))

/** The rest of the way, each corner with its share of the time that is left. */
export function restOf(glide: Glide, now: number): { place: [number, number]; offset: number }[] {
  const done = shareOf(glide, now)
  const corners = sharesOf(glide.way).map((share, index) => ({ place: glide.way[index]!, share }))
  return [
    { place: pointAt(glide, now), offset: 0 },
    ...corners
      .filter(({ share }) => share > done)
      .map(({ place, share }) => ({ place, offset: (share - done) / (1 - done) })),
  ]
}
