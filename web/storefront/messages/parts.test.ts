import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('../../', import.meta.url))
const table = async (path: string): Promise<string[]> =>
  Object.values((await import(resolve(web, path))) as object).flatMap((each) => Object.keys(each as object))

const first = [...(await table('shared/i18n/first-en.ts')), ...(await table('storefront/messages/en.ts'))]
const keysOf: Record<string, string[]> = {
  shop: await table('storefront/messages/shop-en.ts'),
  cart: await table('storefront/messages/cart-en.ts'),
  person: await table('storefront/messages/person-en.ts'),
  order: await table('storefront/messages/order-en.ts'),
  account: await table('storefront/messages/account-en.ts'),
  tools: await table('shared/i18n/tools-en.ts'),
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
  const text = readFileSync(path, 'utf8')
  const at = (name: string) => resolve(dirname(path), name)
  const isCode = (name: string) => /\.tsx?$/.test(name) && existsSync(name) && !/\/messages\/|\.d\.ts$/.test(name)
  const later = [...text.matchAll(/(?:withMessages\(\s*\[([^\]]*)\],[\s\S]{0,60}?)?import\(\s*'(\.[^']+)'\)/g)].map(
    ([, parts = '', name = '']) => ({
      path: at(name),
      parts: [...parts.matchAll(/'(\w+)'/g)].map(([, part]) => part!),
    }),
  )
  const file: File = {
    says: [...text.matchAll(/\bt\(([\s\S]*?)[,)]/g)].flatMap(([, given = '']) =>
      [...given.matchAll(/['`]([a-zA-Z]+\.[\w.-]*)(\$\{)?/g)].map(([, key = '', open]) => (open ? `${key}*` : key)),
    ),
    imports: [...text.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)'/gm)]
      .map(([, name]) => at(name!))
      .filter(isCode),
    later: later.filter(({ path: name }) => isCode(name)),
  }
  files.set(path, file)
  return file
}

/** Goes through a page and all that it brings, with what has been said to be there by then. */
function missing(path: string, there: ReadonlySet<string>, seen: Set<string>): string[] {
  const visit = `${path} ${[...there].sort().join()}`
  if (seen.has(visit)) return []
  seen.add(visit)
  const { says, imports, later } = read(path)
  const keys = [...first, ...[...there].flatMap((part) => keysOf[part]!)]
  const known = (key: string) =>
    key.endsWith('*') ? keys.some((each) => each.startsWith(key.slice(0, -1))) : keys.includes(key)
  return [
    ...says
      .filter((key) => !known(key))
      .map((key) => `${relative(web, path)} says ${key} and has ${[...there].join() || 'nothing'}`),
    ...imports.flatMap((each) => missing(each, there, seen)),
    ...later.flatMap((each) => missing(each.path, new Set([...there, ...each.parts]), seen)),
  ]
}

describe('messages of the storefront', () => {
  test('each page and dialog comes with the messages that it shows', () => {
    assert.deepEqual(missing(resolve(web, 'storefront/main.tsx'), new Set(), new Set()), [])
    assert.ok(files.size > 100, `only ${files.size} files were looked at`)
  })
})
