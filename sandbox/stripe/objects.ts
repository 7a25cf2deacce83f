import { randomBytes } from 'node:crypto'
import type { Store } from '../store.ts'
import { noSuch } from './faults.ts'
import type { Range } from './params.ts'

/** A stored Stripe object. Keys beginning with `_` are the stand-in's own and never leave it. */
export type StripeObject = { id: string; object: string; created: number; [key: string]: unknown }
export type Kind =
  | 'payment_intent'
  | 'charge'
  | 'refund'
  | 'customer'
  | 'payment_method'
  | 'event'
  | 'balance_transaction'

/** A random id in Stripe's form: `pi_` and 24 letters and digits. */
export const newId = (prefix: string) => `${prefix}_${randomBytes(18).toString('base64url').replace(/[-_]/g, 'T')}`

export type Page = {
  limit?: number
  starting_after?: string
  ending_before?: string
  created?: Range
  /** Exact matches on fields of the object, such as `payment_intent`. */
  where?: Record<string, string | undefined>
}

/** The stand-in's Stripe objects: insert, update, find, list newest first with Stripe's cursors. */
export function openObjects({ db }: Store) {
  const insertRow = db.prepare('insert into objects (id, kind, created, body) values (?, ?, ?, ?)')
  const updateRow = db.prepare('update objects set body = ? where id = ?')
  const findRow = db.prepare('select body from objects where id = ? and kind = ?')
  const findSeq = db.prepare('select seq from objects where id = ? and kind = ?')

  function find<T extends StripeObject>(kind: Kind, id: string): T | undefined {
    const row = findRow.get(id, kind)
    return row ? (JSON.parse(String(row.body)) as T) : undefined
  }

  function list(kind: Kind, page: Page) {
    const limit = page.limit ?? 10
    const backwards = page.ending_before !== undefined
    const terms = ['kind = ?']
    const values: (string | number)[] = [kind]
    const term = (sql: string, value: string | number | undefined) => {
      if (value === undefined) return
      terms.push(sql)
      values.push(value)
    }
    const cursor = (id: string | undefined, name: string) => {
      if (id === undefined) return undefined
      const row = findSeq.get(id, kind)
      if (!row) throw noSuch(kind, id, name)
      return Number(row.seq)
    }
    term('seq < ?', cursor(page.starting_after, 'starting_after'))
    term('seq > ?', cursor(page.ending_before, 'ending_before'))
    term('created > ?', page.created?.gt)
    term('created >= ?', page.created?.gte)
    term('created < ?', page.created?.lt)
    term('created <= ?', page.created?.lte)
    for (const [field, value] of Object.entries(page.where ?? {})) term(`json_extract(body, '$.${field}') = ?`, value)

    const rows = db
      .prepare(
        `select body from objects where ${terms.join(' and ')} order by seq ${backwards ? 'asc' : 'desc'} limit ?`,
      )
      .all(...values, limit + 1)
      .map((row) => JSON.parse(String(row.body)) as StripeObject)
    const found = rows.slice(0, limit)
    return { data: backwards ? found.reverse() : found, hasMore: rows.length > limit }
  }

  return {
    insert: (kind: Kind, object: StripeObject) => {
      insertRow.run(object.id, kind, object.created, JSON.stringify(object))
    },
    update: (object: StripeObject) => {
      updateRow.run(JSON.stringify(object), object.id)
    },
    find,
    /** The object, or Stripe's "No such …". */
    get<T extends StripeObject>(kind: Kind, id: string, param?: string): T {
      const found = find<T>(kind, id)
      if (!found) throw noSuch(kind, id, param)
      return found
    },
    list,
  }
}

export type Objects = ReturnType<typeof openObjects>

/** What leaves the stand-in: without its own `_` fields. */
export const render = (object: StripeObject) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !key.startsWith('_')))
