import { localLive } from '../../kit/live.ts'
import { silentLog } from '../../kit/log.ts'
import { openPool } from '../../kit/sql.ts'
import { testDatabase } from '../sql/testing.ts'
import { liveSuite } from './live.suite.ts'
import { openPostgresLive } from './postgres.ts'

liveSuite('local', async () => {
  const live = localLive()
  return { one: live, two: live, [Symbol.asyncDispose]: () => live[Symbol.asyncDispose]() }
})

liveSuite('postgres', async () => {
  const stack = new AsyncDisposableStack()
  const database = stack.use(await testDatabase())
  const sql = openPool(database.options, 4)
  stack.defer(() => sql.end({ timeout: 1 }))
  const open = async () => stack.use(await openPostgresLive({ sql, address: database.options, log: silentLog }))
  return { one: await open(), two: await open(), [Symbol.asyncDispose]: () => stack.disposeAsync() }
})
