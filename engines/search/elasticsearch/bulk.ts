/** Many small writes in few requests. What can pass is tried again, item by item; what cannot is told and left out. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../../../kit/log.ts'
import { TransientError } from '../../../kit/resilience.ts'
import { backoffMs, type SearchConnection } from './connection.ts'

/** An operation on one record: the action line, and the body line where it has one. */
export type Write = { action: Record<string, Record<string, unknown>>; body?: object }
export type Written = { missing: number[] }

/** The index is gone, or its alias. */
export class IndexMissing extends Error {
  constructor(name: string) {
    super(`there is no index ${name}`)
    this.name = 'IndexMissing'
  }
}

type Item = Record<string, { status: number; _id?: string; error?: { type: string; reason?: string } }>

const writesAtOnce = 500
const requestMs = 30_000
const tries = 6
const passing = new Set([409, 429, 502, 503, 504])

/**
 * Writes to an alias, or to an index that is being built.
 * @returns places of updates whose record does not exist
 * @throws IndexMissing, TransientError
 */
export async function writeAll(
  parts: { connection: SearchConnection; log: Log; signal: AbortSignal },
  target: { name: string; isAlias: boolean },
  writes: readonly Write[],
): Promise<Written> {
  const missing: number[] = []
  for (let at = 0; at < writes.length; at += writesAtOnce) {
    let due = Array.from(writes.slice(at, at + writesAtOnce), (write, i) => ({ write, place: at + i }))
    for (let time = 1; due.length > 0; time++) {
      const answer = await send(parts.connection, target, due).catch((error: Error) => error)
      if (answer instanceof Error && (!(answer instanceof TransientError) || time === tries)) throw answer
      if (!(answer instanceof Error)) {
        due = due.filter(({ place, write }, i) => {
          const item = Object.values(answer[i] ?? {})[0]
          if (!item) return true
          const { status, error } = item
          if (status < 300 || (status === 404 && 'delete' in write.action)) return false
          if (status === 404 && error?.type === 'index_not_found_exception') throw new IndexMissing(target.name)
          if (status === 404) missing.push(place)
          else if (passing.has(status)) return true
          else parts.log.error({ id: item._id, status, error }, 'the search engine refuses a record; it is left out')
          return false
        })
        if (due.length > 0 && time === tries)
          throw new TransientError(`${due.length} of ${writes.length} writes were not taken`, { kind: 'busy' })
      }
      if (due.length > 0) await pause(backoffMs(time), undefined, { signal: parts.signal })
    }
  }
  return { missing }
}

async function send(
  connection: SearchConnection,
  { name, isAlias }: { name: string; isAlias: boolean },
  due: readonly { write: Write }[],
): Promise<Item[]> {
  const lines = due.flatMap(({ write }) => (write.body ? [write.action, write.body] : [write.action]))
  const { status, body } = await connection.ask({
    method: 'POST',
    path: `/${name}/_bulk`,
    // Without it, writing to an alias that is gone would make an index of that name.
    query: isAlias ? { require_alias: true, filter_path: filterPath } : { filter_path: filterPath },
    body: lines,
    timeoutMs: requestMs,
  })
  if (status === 404) throw new IndexMissing(name)
  if (status !== 200)
    throw new Error(`the search engine answered ${status} to a bulk request: ${JSON.stringify(body).slice(0, 500)}`)
  return (body as { items?: Item[] }).items ?? []
}
const filterPath = 'items.*.status,items.*._id,items.*.error'
