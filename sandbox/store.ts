import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * What the stand-ins remember, in one SQLite file: it survives a restart and a `kill -9` (write-ahead log), and stays
 * bounded (`keep`). One process at a time writes it. All calls are synchronous, so that a handler is atomic by itself.
 */
export function openStore(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(join(folder, 'sandbox.sqlite'), { timeout: 5_000 })
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma journal_size_limit = 16777216')
  db.exec(tables)

  /** Runs the deed in one transaction; a throw rolls all of it back. */
  function transact<T>(deed: () => T): T {
    db.exec('begin immediate')
    try {
      const result = deed()
      db.exec('commit')
      return result
    } catch (error) {
      db.exec('rollback')
      throw error
    }
  }

  return { db, transact, close: () => db.close() }
}

export type Store = ReturnType<typeof openStore>

/** How much is kept of each table: the newest rows, and for idempotency keys a day as Stripe promises. */
export const keep = {
  objects: 500_000,
  deliveries: 100_000,
  messages: 20_000,
  keyAgeMs: 24 * 3_600_000,
  webhookAgeMs: 4 * 24 * 3_600_000,
}

/** Forgets what is older than `keep` allows. Webhooks that wait are kept for four days, longer than they are tried. */
export function prune({ db }: Store, now: number, limits = keep) {
  db.prepare('delete from objects where seq <= (select max(seq) from objects) - ?').run(limits.objects)
  db.prepare('delete from messages where seq <= (select max(seq) from messages) - ?').run(limits.messages)
  db.prepare("delete from deliveries where state <> 'pending' and seq <= (select max(seq) from deliveries) - ?").run(
    limits.deliveries,
  )
  db.prepare("delete from deliveries where state = 'pending' and at < ?").run(now - limits.webhookAgeMs)
  db.prepare('delete from keys where at < ?').run(now - limits.keyAgeMs)
}

const tables = `
  create table if not exists objects (
    seq integer primary key autoincrement, id text not null unique, kind text not null, created integer not null,
    body text not null);
  create index if not exists objects_kind on objects (kind, seq);
  create index if not exists objects_created on objects (kind, created);
  create index if not exists objects_payment on objects (kind, json_extract(body, '$.payment_intent'), seq);
  create table if not exists keys (
    key text primary key, fingerprint text not null, status integer not null, body text not null, request text not null,
    at integer not null);
  create table if not exists deliveries (
    seq integer primary key autoincrement, event text not null, type text not null, state text not null,
    attempts integer not null default 0, next_at integer not null, status integer, error text, at integer not null);
  create index if not exists deliveries_due on deliveries (state, next_at);
  create table if not exists timers (seq integer primary key autoincrement, at integer not null, deed text not null, id text not null);
  create table if not exists messages (
    seq integer primary key autoincrement, id text not null unique, channel text not null, recipient text not null,
    at integer not null, body text not null);
  create index if not exists messages_to on messages (channel, recipient, seq);
`
