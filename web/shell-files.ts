import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const virtual = 'virtual:shell'
/** The map is large, and without a connection it would have nothing to draw. The letters of the first paint are enough for most. */
const leftOut = /maplibre|still-|latin.*-wght-normal|\.map$/
const shellType = /\.(js|css|woff2|svg)$/
/** Latin letters and ₹: `first-fonts.ts` makes them. */
const fontsOfFirstPaint = /first-(latin|rupee).*\.woff2$/

/**
 * Names the files of a front door to its service worker, which is built after it, and asks for the fonts of the first
 * paint as early as the document itself.
 */
export function shellFiles(): Plugin {
  let files: string[] = []
  let version = ''
  return {
    name: 'tokri:shell-files',
    apply: 'build',
    // One for all environments: the worker's build reads what the storefront's has written.
    sharedDuringBuild: true,
    resolveId: (id) => (id === virtual ? `\0${virtual}` : undefined),
    load: (id) =>
      id === `\0${virtual}`
        ? `export const version = ${JSON.stringify(version)}\nexport const files = ${JSON.stringify(files)}`
        : undefined,
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const fonts = Object.keys(bundle).filter((file) => fontsOfFirstPaint.test(file))
        return fonts.map((font) => {
          const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}`, crossorigin: '' }
          return { tag: 'link', attrs, injectTo: 'head' as const }
        })
      },
    },
    async writeBundle(options, bundle) {
      if (this.environment.name !== 'client') return
      const pages = Object.keys(bundle).filter((file) => file.endsWith('.html'))
      const built = Object.keys(bundle).filter((file) => shellType.test(file) && !leftOut.test(file))
      const named = [...pages.filter((file) => file !== 'index.html'), ...built].map((file) => `/${file}`)
      files = ['/', '/favicon.svg', '/storefront.webmanifest', ...named.sort()]
      const hash = createHash('sha256').update(files.join())
      for (const page of pages.sort()) hash.update(await readFile(join(options.dir ?? '', page)))
      version = hash.digest('hex').slice(0, 12)
    },
  }
}
