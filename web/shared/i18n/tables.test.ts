import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

type Message = string | { one: string; other: string }
const web = fileURLToPath(new URL('../../', import.meta.url))

const english = globSync('**/{messages,i18n}/{en,*-en}.ts', { cwd: web }).filter(
  (path) => !/^(dist|node_modules)\//.test(path),
)

async function tablesOf(path: string): Promise<Record<string, Message>> {
  const module = (await import(new URL(path, new URL('../../', import.meta.url)).href)) as Record<string, unknown>
  return Object.assign({}, ...Object.values(module).filter((each) => typeof each === 'object' && each !== null))
}

const forms = (message: Message) => (typeof message === 'string' ? [message] : [message.one, message.other])
const placeholders = (message: Message) =>
  [...new Set(forms(message).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort()

describe('tables of messages', () => {
  for (const path of english) {
    test(`${path}: Hindi has every message, with the same placeholders`, async () => {
      const en = await tablesOf(path)
      const hi = await tablesOf(path.replace(/en\.ts$/, 'hi.ts'))
      assert.deepEqual(Object.keys(hi).sort(), Object.keys(en).sort())
      const differ = Object.keys(en).filter(
        (key) => JSON.stringify(placeholders(en[key]!)) !== JSON.stringify(placeholders(hi[key]!)),
      )
      assert.deepEqual(differ, [])
    })

    test(`${path}: no message is empty`, async () => {
      for (const table of [await tablesOf(path), await tablesOf(path.replace(/en\.ts$/, 'hi.ts'))])
        for (const [key, message] of Object.entries(table)) {
          assert.ok(
            forms(message).every((form) => form.trim() !== ''),
            `${key} is empty`,
          )
        }
    })
  }
})
