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
/** Bytes of JavaScript, as the apps promise: what the gateway sends of each document before anything lazy. */
const limits = [
  { page: 'index.html', as: 'brotli', most: 120_000 },
  { page: 'category/index.html', as: 'brotli', most: 120_000 },
  { page: 'product/index.html', as: 'brotli', most: 120_000 },
  { page: 'cart/index.html', as: 'brotli', most: 120_000 },
  { page: 'orders/index.html', as: 'brotli', most: 120_000 },
  { page: 'console/index.html', as: 'brotli', most: 110_000 },
  { page: 'rider/index.html', as: 'gzip', most: 100_000 },
] as const

describe('first load', { skip: noBuild }, () => {
  for (const { page, as, most } of limits) {
    test(`of ${page} is at most ${most / 1_000} kB of JavaScript with ${as}`, async () => {
      const { scripts, scriptBytes, scriptGzipBytes } = await firstLoad(dist, page)
      const bytes = as === 'gzip' ? scriptGzipBytes : scriptBytes
      assert.ok(scripts > 0, 'the page names no script')
      assert.ok(bytes <= most, `${scripts} scripts of ${bytes} bytes, at most ${most} are allowed`)
    })
  }

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
