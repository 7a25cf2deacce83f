import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { firstLoad } from './first-load.ts'

const dist = fileURLToPath(new URL('./dist/', import.meta.url))
/** CI builds before it tests: there the absence of the build is a failure and not a skip. */
const noBuild = existsSync(join(dist, 'index.html')) || process.env.CI ? false : 'needs `npm run build`'
/** Bytes of JavaScript with brotli, as issue 4 promises. */
const most = 120_000

describe('first load', { skip: noBuild }, () => {
  test(`the storefront's is at most ${most / 1_000} kB of compressed JavaScript`, async () => {
    const { scripts, scriptBytes } = await firstLoad(dist, 'index.html')
    assert.ok(scripts > 0, 'the page names no script')
    assert.ok(scriptBytes <= most, `${scripts} scripts of ${scriptBytes} bytes, at most ${most} are allowed`)
  })

  test('nothing of the map or of another language is in it', async () => {
    const html = await readFile(join(dist, 'index.html'), 'utf8')
    const scripts = [...html.matchAll(/"\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file!)
    for (const file of scripts) {
      const text = await readFile(join(dist, file), 'utf8')
      assert.ok(!text.includes('maplibregl'), `${file} has the map`)
      assert.ok((text.match(/[\u0900-\u097f]/g) ?? []).length < 20, `${file} has Hindi messages`)
    }
  })
})
