import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('../../', import.meta.url))
const table = async (path: string): Promise<string[]> =>
  Object.values((await import(resolve(web, path))) as object).flatMap((each) => Object.keys(each as object))

const shared = await table('shared/i18n/first-en.ts')
const tools = await table('shared/i18n/tools-en.ts')

interface App {
  /** Where it begins, with the parts that are there by then. */
  starts: Record<string, string[]>
  first: string[]
  parts: Record<string, string[]>
  /** So many files hang together at least: fewer were not looked at. */
  files: number
}

const apps: Record<string, App> = {
  storefront: {
    starts: { 'storefront/main.tsx': [] },
    first: [...shared, ...(await table('storefront/messages/en.ts'))],
    parts: {
      shop: await table('storefront/messages/shop-en.ts'),
      cart: await table('storefront/messages/cart-en.ts'),
      fees: await table('shared/i18n/fees-en.ts'),
      person: await table('storefront/messages/person-en.ts'),
      order: await table('storefront/messages/order-en.ts'),
      care: await table('storefront/messages/care-en.ts'),
      account: await table('storefront/messages/account-en.ts'),
      tools,
    },
    files: 100,
  },
  rider: {
    starts: { 'rider/main.tsx': [] },
    first: [...shared, ...(await table('rider/messages/en.ts'))],
    parts: {
      road: await table('rider/messages/road-en.ts'),
      rest: await table('rider/messages/rest-en.ts'),
      tools,
    },
    files: 60,
  },
  console: {
    // Its pages are shown in the frame, which comes with all that staff are told.
    starts: { 'console/shell.tsx': [], 'console/router.tsx': ['staff'] },
    first: [...shared, ...(await table('console/messages/login-en.ts'))],
    parts: { staff: await table('console/messages/staff-en.ts') },
    files: 100,
  },
}

interface File {
  /** What it says: whole keys, and for those that are made up the part before `${`. */
  says: string[]
  imports: string[]
  /** What it loads later, with the parts that come along. */
  later: { path: string; parts: string[] }[]
}

const files = new Map<string, File>()
function read(path: string): File {
  const known = files.get(path)
  if (known) return known
  const text = readFileSync(path, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const at = (name: string) => resolve(dirname(path), name)
  const isCode = (name: string) => /\.tsx?$/.test(name) && existsSync(name) && !/\/messages\/|\.d\.ts$/.test(name)
  const later = [...text.matchAll(/(?:withMessages\(\s*\[([^\]]*)\],[\s\S]{0,60}?)?import\(\s*'(\.[^']+)'\)/g)].map(
    ([, parts = '', name = '']) => ({
      path: at(name),
      parts: [...parts.matchAll(/'(\w+)'/g)].map(([, part]) => part!),
    }),
  )
  const file: File = {
    says: [
      ...[...text.matchAll(/\bt\(([\s\S]*?)[,)]/g)].flatMap(([, given = '']) =>
        [...given.matchAll(/['`]([a-zA-Z]+\.[\w.-]*)(\$\{)?/g)].map(([, key = '', open]) => (open ? `${key}*` : key)),
      ),
    ],
    imports: [...text.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)'/gm)]
      .map(([, name]) => at(name!))
      .filter(isCode),
    later: later.filter(({ path: name }) => isCode(name)),
  }
  files.set(path, file)
  return file
}

/** Goes through a page and all that it brings, with what has been said to be there by then. */
function missing(app: App, path: string, there: ReadonlySet<string>, seen: Set<string>): string[] {
  const visit = `${path} ${[...there].sort().join()}`
  if (seen.has(visit)) return []
  seen.add(visit)
  const { says, imports, later } = read(path)
  const keys = [...app.first, ...[...there].flatMap((part) => app.parts[part]!)]
  const known = (key: string) =>
    key.endsWith('*') ? keys.some((each) => each.startsWith(key.slice(0, -1))) : keys.includes(key)
  return [
    ...says
      .filter((key) => !known(key))
      .map((key) => `${relative(web, path)} says ${key} and has ${[...there].join() || 'nothing'}`),
    ...imports.flatMap((each) => missing(app, each, there, seen)),
    ...later.flatMap((each) => missing(app, each.path, new Set([...there, ...each.parts]), seen)),
  ]
}

describe('messages in parts', () => {
  for (const [name, app] of Object.entries(apps)) {
    test(`${name}: each page and dialog comes with the messages that it shows`, () => {
      const seen = new Set<string>()
      const absent = Object.entries(app.starts).flatMap(([start, there]) =>
        missing(app, resolve(web, start), new Set(there), seen),
      )
      assert.deepEqual(absent, [])
      const looked = new Set([...seen].map((visit) => visit.split(' ')[0]))
      assert.ok(looked.size > app.files, `only ${looked.size} files were looked at`)
    })
  }
})
