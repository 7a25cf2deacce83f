import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin, Rolldown } from 'vite'
import { withWords } from './shell-words.ts'

/** What a page loads beside the first scripts: its own part and what that says. */
const documents = {
  home: ['pages/home.tsx'],
  category: ['pages/category.tsx', 'messages/shop-en.ts'],
  product: ['pages/product.tsx', 'messages/shop-en.ts'],
  cart: ['pages/cart.tsx', 'messages/cart-en.ts'],
  orders: ['pages/order.tsx', 'messages/order-en.ts', 'i18n/tools-en.ts'],
} as const

const homeShell = /<!--page-->[\s\S]*<!--\/page-->/
const shellOf = (page: string) => fileURLToPath(new URL(`./storefront/shells/${page}.html`, import.meta.url))

/**
 * Makes a document for each page of the storefront that people come to from outside: the one of the home page, with the
 * shape of the page in place of the hero, and its scripts named. So they are asked for with the first ones and not after
 * these have run. The gateway gives `category/index.html` for every address below `/category`.
 *
 * Also starts what the first screen needs from the API (`storefront/early.ts`) as a script of its own.
 */
export function pageDocuments(): Plugin {
  return {
    name: 'tokri:page-documents',
    apply: 'build',
    enforce: 'post',
    applyToEnvironment: ({ name }) => name === 'client',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        // Other front doors have none.
        const early = chunks(bundle).find(({ name }) => name === 'early')
        if (!early) return
        if (early.imports.length > 0) throw new Error(`the early script waits for ${early.imports.join()}`)
        const attrs = { type: 'module', async: true, src: `/${early.fileName}`, fetchpriority: 'high' }
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' as const }]
      },
    },
    async generateBundle(_, bundle) {
      const home = bundle['index.html']
      if (home?.type !== 'asset') throw new Error('the build has no index.html')
      const html = styleFirst(String(home.source))
      if (!homeShell.test(html)) throw new Error('index.html does not say where its page begins and ends')
      for (const [page, modules] of Object.entries(documents)) {
        const named = modules.flatMap((module) => filesOf(bundle, module))
        const wanted = [...new Set(named)].filter((file) => !html.includes(`"/${file}"`))
        const links = wanted.map((file) => `    <link rel="modulepreload" crossorigin href="/${file}">\n`).join('')
        const source = scriptsAfterPaint(html.replace('  </head>', () => `${links}  </head>`))
        if (page === 'home') {
          home.source = source.replaceAll(/\n? *<!--\/?page-->/g, '')
          continue
        }
        const shell = withWords(await readFile(shellOf(page), 'utf8'))
        this.emitFile({
          type: 'asset',
          fileName: `${page}/index.html`,
          source: source.replace(homeShell, () => shell.trim()),
        })
      }
    },
  }
}

/** Nothing is painted before the style sheet has come: it is asked for before scripts take all connections. */
function styleFirst(html: string): string {
  const [style] = /<link rel="stylesheet"[^>]*>/.exec(html) ?? []
  const charset = '<meta charset="utf-8" />'
  const early = /\s*<script type="module" async[^>]*><\/script>/.exec(html)?.[0] ?? ''
  if (!style || !html.includes(charset)) throw new Error('index.html has no style sheet or no charset')
  return html
    .replace(/\s*<link rel="stylesheet"[^>]*>/, '')
    .replace(early, '')
    .replace(charset, `${charset}\n    ${style}\n    ${early.trim()}`)
}

/**
 * The document already shows the shape of its page: the style sheet and fonts that it is painted with, and the answers
 * that `early.ts` asks for, go before the scripts that take its place.
 */
const scriptsAfterPaint = (html: string): string =>
  html.replaceAll(/<(link rel="modulepreload"|script type="module" crossorigin)/g, '<$1 fetchpriority="low"')

const chunks = (bundle: Rolldown.OutputBundle) => Object.values(bundle).filter((file) => file.type === 'chunk')

/** The chunk that a module begins, with all that it imports at once. */
function filesOf(bundle: Rolldown.OutputBundle, module: string): string[] {
  const first = chunks(bundle).find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${module}`)))
  if (!first) throw new Error(`the build has no chunk with ${module}`)
  const files = new Set([first.fileName])
  // A set grows while it is walked.
  for (const file of files) {
    const chunk = bundle[file]
    if (chunk?.type === 'chunk') for (const each of chunk.imports) files.add(each)
  }
  return [...files]
}
