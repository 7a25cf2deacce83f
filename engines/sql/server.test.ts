import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openSql } from './index.ts'
import { sqlSuite } from './sql.suite.ts'
import { testDatabase } from './testing.ts'
import { sqlOptions } from './url.ts'

const variable = 'TOKRI_ORDERS_DATABASE_URL'

sqlSuite('an outside server', async () => {
  const database = await testDatabase()
  const server = await openSql({ url: database.url, home: '', variable })
  return { ...server, [Symbol.asyncDispose]: database.dispose }
})

describe('an outside server that cannot be used', () => {
  const failure = (url: string) =>
    openSql({ url, home: '', variable, waitS: 0 }).then(
      () => assert.fail('it was opened'),
      (error) => error,
    )

  it('is named by its variable when nobody listens', async () => {
    const error = await failure('postgres://tokri:secret@127.0.0.1:1/tokri')
    assert.equal(error.code, 'sql/unreachable')
    assert.match(error.message, /TOKRI_ORDERS_DATABASE_URL/)
    assert.doesNotMatch(error.message, /secret/)
  })

  it('is named by its variable when it refuses the password', async () => {
    await using database = await testDatabase()
    const error = await failure(database.url.replace(/:[^:@/]*@/, ':wrong@'))
    assert.equal(error.code, 'sql/refused')
    assert.match(error.message, /TOKRI_ORDERS_DATABASE_URL.*password authentication failed/)
  })

  for (const url of [
    'localhost:5432/tokri',
    'mysql://localhost/tokri',
    'postgres://h:port/tokri',
    'postgres://h/d?sslmode=maybe',
    'postgres://%zz@h/d',
  ]) {
    it(`is not looked for at ${url}`, async () => {
      const error = await failure(url)
      assert.equal(error.code, 'sql/bad-url')
      assert.match(error.message, /TOKRI_ORDERS_DATABASE_URL/)
    })
  }
})

describe('a PostgreSQL address', () => {
  const read = (url: string) => sqlOptions(url, variable)

  it('is read with all its parts', () => {
    const options = read('postgresql://us%40er:p%3Aw@db.example:6432/shop?sslmode=verify-full&application_name=tokri')
    const { rejectUnauthorized } = options.ssl as { rejectUnauthorized: boolean }
    assert.deepEqual(
      { ...options, ssl: { rejectUnauthorized }, connection: { ...options.connection } },
      {
        user: 'us@er',
        pass: 'p:w',
        database: 'shop',
        host: ['db.example'],
        port: [6432],
        ssl: { rejectUnauthorized: true },
        connection: { application_name: 'tokri' },
      },
    )
  })

  it('may be a socket, written as host parameter or as host', () => {
    for (const url of [
      'postgres://u:p@localhost/d?host=%2Frun%2Fmy%20pg&port=5433',
      'postgres://u:p@%2Frun%2Fmy%20pg/d?port=5433',
    ]) {
      assert.equal(read(url).path, '/run/my pg/.s.PGSQL.5433')
    }
  })

  it('may name several hosts, and hosts by number', () => {
    const options = read('postgres://u@one:5432,[::1]:5433/d')
    assert.deepEqual(
      [options.host, options.port],
      [
        ['one', '::1'],
        [5432, 5433],
      ],
    )
  })
})
