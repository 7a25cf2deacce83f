import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import subsetFont from 'subset-font'
import type { Plugin } from 'vite'

const fonts = fileURLToPath(new URL('../node_modules/@fontsource-variable/anek-devanagari/files/', import.meta.url))
const made = fileURLToPath(new URL('../node_modules/.tokri/fonts/', import.meta.url))

/** What pages in English say; `shared/styles/fonts.css` names the same. Other letters come from the whole files. */
const ascii = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index)).join('')
const firstFiles = {
  'first-latin.woff2': { from: 'anek-devanagari-latin-wght-normal.woff2', letters: `${ascii} ©®°×–—‘’“”•…−` },
  'first-rupee.woff2': { from: 'anek-devanagari-latin-ext-wght-normal.woff2', letters: '₹' },
}
/** The weights that pages use; the lighter ones would be carried along for nothing. */
const weights = { min: 400, max: 800 }

/**
 * Makes the font files of the first paint, at `@first-fonts/`, out of the whole ones: half as many bytes come before a page
 * is drawn.
 */
export function firstFonts(): Plugin {
  return {
    name: 'tokri:first-fonts',
    async config() {
      await mkdir(made, { recursive: true })
      for (const [name, { from, letters }] of Object.entries(firstFiles)) {
        const whole = await readFile(join(fonts, from))
        const options = { targetFormat: 'woff2', variationAxes: { wght: weights } } as const
        // A build beside this one reads a whole file, the one before or this.
        const unfinished = join(made, `${name}.${process.pid}`)
        await writeFile(unfinished, await subsetFont(whole, letters, options))
        await rename(unfinished, join(made, name))
      }
      return { resolve: { alias: [{ find: /^@first-fonts\//, replacement: made }] } }
    },
  }
}
