import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** What pages are looked at with (`tokriLook`, `in-page.js`), axe included: for `addInitScript`. */
export const inPage = [
  await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  await readFile(new URL('./in-page.js', import.meta.url), 'utf8'),
].join('\n')
