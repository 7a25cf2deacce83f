import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

/**
 * Who may know whom. Dependencies point one way: contracts ← kit ← engines ← services ← bin. Web, city and sandbox know
 * the contracts, and the rest over HTTP only. A service never imports another, nor reads its tables. `bench/`, `tests/`
 * and tests beside the code may use anything.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const areas = ['contracts', 'kit', 'engines', 'services', 'bin', 'web', 'city', 'sandbox']
const mayUse: Record<string, readonly string[]> = {
  contracts: [],
  kit: ['contracts'],
  engines: ['contracts', 'kit'],
  services: ['contracts', 'kit', 'engines'],
  bin: ['contracts', 'kit', 'engines', 'services', 'city', 'sandbox'],
  web: ['contracts'],
  city: ['contracts'],
  sandbox: ['contracts'],
}
/** Written for tests, though not tests themselves. */
const forTests = /(\.test|\.suite|\.smoke)\.tsx?$|(^|\/)(testing|for-test)(\.ts$|\/)/
/** Belong to all services together: the list of them, and what engines they may ask for. */
const shared = ['services/index.ts', 'services/engines.ts']
const isDomain = (file: string) => /^services\/\w+\/domain(\.ts$|\/)/.test(file)

/** Code without comments; strings stay. */
const withoutComments = (code: string): string =>
  code.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`\\])\/\/.*$/gm, (_, before: string | undefined) => before ?? '')

const importsOf = (code: string): string[] =>
  [
    ...withoutComments(code).matchAll(
      /(?:^|[\n;])\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    ),
  ].map((match) => (match[1] ?? match[2] ?? match[3])!)

/** What is wrong with what a file imports. `file` is its path from the root. */
function wrongImports(file: string, code: string): string[] {
  const [area = '', service = ''] = file.split('/')
  const faults: string[] = []
  for (const specifier of importsOf(code)) {
    const fault = (why: string) => faults.push(`${file} imports ${specifier}: ${why}`)
    if (!specifier.startsWith('.')) {
      if (isDomain(file)) fault('a domain uses contracts only')
      continue
    }
    const target = posix.join(posix.dirname(file), specifier)
    const [to = '', toService = ''] = target.split('/')
    if (isDomain(file) && to !== 'contracts' && !(isDomain(target) && toService === service))
      fault('a domain uses contracts only')
    if (forTests.test(target)) fault('what runs does not use what tests')
    if (to !== area && !mayUse[area]?.includes(to)) fault(`${area} may not use ${to}`)
    else if (area === 'services' && to === 'services' && toService !== service && file !== shared[0])
      if (!shared.includes(target)) fault('a service may not use another')
  }
  return faults
}

/** postgres.js is mended while `kit/driver.ts` loads it: whoever loads it otherwise gets it as it is. Its types are for all. */
const loadsDriver = (file: string, code: string): boolean =>
  file !== 'kit/driver.ts' &&
  /\bimport (?!type\b)[^'"`;]*\bfrom ['"]postgres['"]|\bimport\(['"]postgres['"]\)/.test(withoutComments(code))

/** Statements of SQL in template strings, without what is put into them. */
const statementsOf = (code: string): string[] =>
  [...withoutComments(code).matchAll(/`((?:\\.|[^`\\])*)`/g)]
    .map((match) => match[1]!.replace(/\$\{[^}]*\}/g, '?'))
    .filter((each) => /^\s*(select|insert|update|delete|with|lock|truncate|merge)\b/i.test(each))

/** What is wrong with the SQL of a service's file: tables of others, or its own outside of its store. */
function wrongSql(file: string, code: string, services: readonly string[]): string[] {
  const own = file.split('/')[1]!
  const texts = file.endsWith('.sql') ? [code.replace(/--.*$/gm, '')] : statementsOf(code)
  const isStore = /^services\/\w+\/(store(\.ts$|\/)|migrations\/)/.test(file)
  const faults = new Set<string>()
  for (const text of texts)
    for (const [, schema] of text.replace(/'[^']*'/g, "''").matchAll(/(?<![.\w])(\w+)\.\w+/g)) {
      if (!services.includes(schema!)) continue
      if (schema !== own) faults.add(`${file} names tables of ${schema}`)
      else if (!isStore) faults.add(`${file} has SQL of its own: that belongs in store.ts or store/`)
    }
  return [...faults]
}

/** A client's function that says by hand what it sends: shapes are those of `/openapi.json`. */
const bodiesByHand = (code: string): string[] =>
  [...withoutComments(code).matchAll(/\bbody: \{[^}]*?\w\??: (?:string|number|boolean|'|[A-Z])[^}]*\}/g)].map(
    ([found]) => found,
  )

const files = areas.flatMap((area) =>
  readdirSync(join(root, area), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|sql)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file) && !forTests.test(file)),
)
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const serviceNames = [...new Set(files.flatMap((file) => /^services\/(\w+)\//.exec(file)?.[1] ?? []))]

describe('the house', () => {
  test('imports point one way', () => {
    assert.ok(files.length > 200)
    assert.deepEqual(
      files.filter((file) => !file.endsWith('.sql')).flatMap((file) => wrongImports(file, read(file))),
      [],
    )
  })

  test('a service keeps its SQL in its store, and to its own tables', () => {
    assert.ok(serviceNames.length > 5)
    const own = files.filter((file) => /^services\/\w+\//.test(file))
    assert.deepEqual(
      own.flatMap((file) => wrongSql(file, read(file), serviceNames)),
      [],
    )
  })

  test('the client of the API writes no body types by hand', () => {
    const clients = files.filter((file) => file.startsWith('web/api-client/') && !file.includes('/generated/'))
    assert.ok(clients.length > 20)
    assert.deepEqual(
      clients.flatMap((file) => bodiesByHand(read(file))),
      [],
    )
    assert.equal(bodiesByHand('(body: { email: string; tip?: Money }) => api(x, { body })').length, 1)
    assert.equal(bodiesByHand("(body: Body<'POST /x'>) => api(x, { body: { code, given: true } })").length, 0)
  })

  test('the driver of PostgreSQL is loaded where it is mended', () => {
    assert.deepEqual(
      files.filter((file) => loadsDriver(file, read(file))),
      [],
    )
    assert.ok(loadsDriver('kit/x.ts', "import postgres from 'postgres'"))
    assert.ok(!loadsDriver('kit/x.ts', "import type Postgres from 'postgres'"))
  })
})

describe('these rules see', () => {
  const count = (file: string, code: string) => wrongImports(file, code).length
  test('imports that point the wrong way, however they are written', () => {
    assert.equal(count('kit/x.ts', "import { a } from '../engines/sql/port.ts'"), 1)
    assert.equal(count('kit/x.ts', "import type {\n  A,\n  B,\n} from '../services/orders/service.ts'"), 1)
    assert.equal(count('contracts/x.ts', "export * from '../kit/http.ts'"), 1)
    assert.equal(count('engines/x/y.ts', "const a = await import('../../services/index.ts')"), 1)
    assert.equal(count('web/shared/x.tsx', "import '../../kit/log.ts'"), 1)
    assert.equal(count('city/x.ts', "import { b } from '../engines/roads/port.ts'"), 1)
    assert.equal(count('services/orders/x.ts', "import { p } from '../payments/store.ts'"), 1)
    assert.equal(count('services/orders/x.ts', "import { t } from '../../engines/sql/testing.ts'"), 1)
    assert.equal(count('services/orders/domain/fees.ts', "import { readFile } from 'node:fs'"), 1)
    assert.equal(count('services/orders/domain.ts', "import { s } from './store.ts'"), 1)
  })

  test('and let those be that are right, or no imports at all', () => {
    assert.equal(count('services/orders/x.ts', "import { a } from '../../kit/http.ts'\nimport b from './store.ts'"), 0)
    assert.equal(count('services/orders/x.ts', "import type { Engines } from '../engines.ts'"), 0)
    assert.equal(count('services/orders/domain/a.ts', "import { b } from './b.ts'"), 0)
    assert.equal(count('kit/x.ts', "// import { a } from '../bin/house.ts'\n/* import '../bin/x.ts' */"), 0)
  })

  test("another's tables, and SQL outside of the store", () => {
    const names = ['orders', 'stores']
    assert.equal(wrongSql('services/orders/store.ts', 'tx`select 1 from stores.stock`', names).length, 1)
    assert.equal(wrongSql('services/orders/migrations/1.sql', 'create view x as table stores.stock', names).length, 1)
    assert.equal(wrongSql('services/orders/jobs.ts', 'sql`select id from orders.orders`', names).length, 1)
    assert.equal(wrongSql('services/orders/store/a.ts', 'sql`select id from orders.orders o`', names).length, 0)
    assert.equal(wrongSql('services/orders/store.ts', "sql`select 1 where code = 'stores.closed'`", names).length, 0)
  })
})
