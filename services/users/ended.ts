import { decodeCursor, encodeCursor } from '../../contracts/list.ts'
import { topics } from '../../contracts/live.ts'
import type { OutputOf } from '../../contracts/operation.ts'
import type { ListEndedSessions } from '../../contracts/users.ts'
import type { UsersContext } from './context.ts'
import { sessionsEndedSince } from './store/sessions.ts'

const idsPerMessage = 100
const pageMax = 5_000
/** An end is seen when it is committed, which is later than its instant, and clocks of copies differ: looked at again. */
const lookBackMs = 30_000

/** After the commit: every process refuses the access tokens of these sessions from now on. */
export function tellEnded({ live }: Pick<UsersContext, 'live'>, sessionIds: readonly string[]): void {
  for (let at = 0; at < sessionIds.length; at += idsPerMessage)
    live.publish(topics.sessions, {
      type: 'sessions-ended',
      data: { ids: sessionIds.slice(at, at + idsPerMessage) },
    })
}

/** For who has missed that: sessions that have ended and whose access tokens may still live. */
export async function listEnded(
  { db, clock, config }: UsersContext,
  cursor: string | undefined,
): Promise<OutputOf<typeof ListEndedSessions>> {
  const now = clock.now()
  const tokenLifeS = config.accessTokenS
  const from = cursor === undefined ? { atMs: now - tokenLifeS * 1_000 - lookBackMs, id: '' } : place(cursor)
  const ended = await sessionsEndedSince(db.sql, from, pageMax)
  const more = ended.length === pageMax
  const last = ended.at(-1)
  return {
    sessionIds: ended.map((each) => each.id),
    cursor: more ? encodeCursor([last!.atMs, last!.id]) : encodeCursor([now - lookBackMs, '']),
    more,
    tokenLifeS,
  }
}

/** @throws request/bad-cursor */
function place(cursor: string): { atMs: number; id: string } {
  const [atMs, id] = decodeCursor(cursor, 2)
  return { atMs: Number(atMs), id: String(id) }
}
