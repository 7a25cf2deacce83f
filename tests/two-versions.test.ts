import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import Type from 'typebox'
import { event } from '../contracts/event.ts'
import { operation } from '../contracts/operation.ts'
import { openPostgresBus } from '../engines/bus/postgres.ts'
import { type TestDatabase, testDatabase } from '../engines/sql/testing.ts'
import { Calls, handle as handleOf } from '../kit/calls.ts'
import { systemClock } from '../kit/clock.ts'
import { localLive } from '../kit/live.ts'
import { silentLog } from '../kit/log.ts'
import { openMetrics } from '../kit/metrics.ts'
import { reactionsOf } from '../kit/reactions.ts'
import { defineService, type Kit } from '../kit/service.ts'
import { message, openPool } from '../kit/sql.ts'
import { startServices } from '../kit/start.ts'
import { eventually } from './eventually.ts'

/** A service in three releases: names that were one column become two. */
const ItemAdded = event('shelf.added', 1, Type.Object({ id: Type.String() }))
const AddItem = operation('shelf.add', {
  input: Type.Object({ id: Type.String(), name: Type.String() }),
  output: Type.Object({}),
  idempotentBy: 'id',
})
const ReadItem = operation('shelf.read', {
  input: Type.Object({ id: Type.String() }),
  output: Type.Object({ name: Type.String() }),
  read: true,
})

const files: Record<string, string> = {
  '001-items.sql': `create table shelf.items (id text primary key, name text not null);
    create table shelf.heard (id text primary key)`,
  '002-first-and-last.sql': `
    -- Expand: the new columns follow the old one, whichever release writes.
    alter table shelf.items alter column name drop not null, add column first text, add column last text;
    update shelf.items set first = split_part(name, ' ', 1), last = split_part(name, ' ', 2);
    create function shelf.keep_both() returns trigger language plpgsql as $$
    begin
      if new.name is null then new.name := new.first || ' ' || new.last;
      elsif new.first is null then new.first := split_part(new.name, ' ', 1); new.last := split_part(new.name, ' ', 2);
      end if;
      return new;
    end $$;
    create trigger keep_both before insert on shelf.items for each row execute function shelf.keep_both()`,
  '003-index.sql': '-- tokri: no transaction\ncreate index concurrently items_last on shelf.items (last)',
  '004-without-name.sql': `-- tokri: contract from 2
    drop trigger keep_both on shelf.items; drop function shelf.keep_both; alter table shelf.items drop column name`,
}

type Context = Kit<Record<string, never>, object>
const handle = handleOf<Context>()
const reaction = reactionsOf<Context>()

let folder: string
let database: TestDatabase
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokri-versions-'))
  database = await testDatabase()
})
after(async () => {
  await database.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** A process of a release: `known` is how many of the migrations it brings. */
async function start(release: string, known: number, by: 'name' | 'parts') {
  const own = await mkdtemp(join(folder, `${release}-`))
  for (const [name, text] of Object.entries(files).slice(0, known)) await writeFile(join(own, name), text)
  const service = defineService<Record<string, never>, object, Context>({
    name: 'shelf',
    config: {},
    migrations: pathToFileURL(`${own}/`),
    operations: [
      handle(AddItem, ({ id, name }, { db }) =>
        db.begin(async (tx) => {
          const [first = '', last = ''] = name.split(' ')
          await (by === 'name'
            ? tx`insert into shelf.items (id, name) values (${id}, ${name})`
            : tx`insert into shelf.items (id, first, last) values (${id}, ${first}, ${last})`)
          await db.publish(tx, message(ItemAdded, id, { id }))
          return {}
        }),
      ),
      handle(ReadItem, async ({ id }, { db }) => {
        const name = by === 'name' ? db.sql`name` : db.sql`first || ' ' || last`
        const [row] = await db.sql<{ name: string }[]>`select ${name} as name from shelf.items where id = ${id}`
        return { name: row!.name }
      }),
    ],
    reactions: [reaction(ItemAdded, ({ data }, tx) => tx`insert into shelf.heard (id) values (${data.id})`)],
    open: (kit) => kit,
  })
  const stack = new AsyncDisposableStack()
  const sql = openPool(database.options, 5)
  stack.defer(() => sql.end({ timeout: 5 }))
  try {
    const metrics = openMetrics()
    const bus = stack.use(await openPostgresBus({ sql, address: database.options, log: silentLog }))
    const calls = new Calls({ metrics, log: silentLog, addresses: {}, token: async () => '' })
    stack.use(
      await startServices({
        services: [service],
        env: {},
        engines: {},
        bus,
        live: stack.use(localLive()),
        calls,
        clock: systemClock,
        log: silentLog,
        metrics,
        installation: { production: false, cacheDir: '', secretKey: Buffer.alloc(32), publicUrl: 'http://x' },
        sqlOf: () => ({ sql, besideLog: true }),
      }),
    )
    return { call: calls.call, sql, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

test('a release runs beside the one before it, each reads what the other writes, and either may start again', async () => {
  let blue = await start('blue', 1, 'name')
  await blue.call(AddItem, { id: 'a', name: 'Asha Rao' })
  const green = await start('green', 3, 'parts')
  await green.call(AddItem, { id: 'b', name: 'Ravi Das' })
  await blue.call(AddItem, { id: 'c', name: 'Mira Sen' })
  // The old one is restarted beside the new one, as when its machine dies in the middle of a release.
  await blue[Symbol.asyncDispose]()
  blue = await start('blue', 1, 'name')
  await blue.call(AddItem, { id: 'd', name: 'Dev Roy' })
  const names = { a: 'Asha Rao', b: 'Ravi Das', c: 'Mira Sen', d: 'Dev Roy' }
  for (const [id, name] of Object.entries(names))
    for (const release of [blue, green]) assert.equal((await release.call(ReadItem, { id })).name, name)
  await eventually('every event is applied once, by either', async () => {
    const [row] = await green.sql<{ n: number }[]>`select count(*)::int as n from shelf.heard`
    return row!.n === 4
  })
  await blue[Symbol.asyncDispose]()

  // The release after takes away what only the oldest needs; the one in between goes on.
  const red = await start('red', 4, 'parts')
  await green.call(AddItem, { id: 'e', name: 'Uma Nair' })
  assert.equal((await red.call(ReadItem, { id: 'e' })).name, 'Uma Nair')
  await green[Symbol.asyncDispose]()
  const again = await start('green', 3, 'parts')
  assert.equal((await again.call(ReadItem, { id: 'a' })).name, 'Asha Rao')
  await again[Symbol.asyncDispose]()
  await assert.rejects(start('blue', 1, 'name'), {
    name: 'ConfigError',
    message: /004-without-name\.sql of shelf, which this version cannot live with/,
  })
  await red[Symbol.asyncDispose]()
})
