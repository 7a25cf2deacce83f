import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { type BuildEnvironmentOptions, defineConfig } from 'vite'
import { firstFonts } from './first-fonts.ts'
import { pageDocuments } from './page-documents.ts'
import { precompress } from './precompress.ts'
import { shellFiles } from './shell-files.ts'
import { shellWords } from './shell-words.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Where `vite dev` sends what it does not serve itself: a running `tokri serve`. */
const backEnd = process.env.TOKRI_API ?? 'http://localhost:8080'
const served = ['/v1', '/map', '/tiles', '/images', '/sandbox', '/stripe', '/docs', '/openapi.json']

/**
 * What the first page needs, in a few files instead of forty small ones: small files compress badly and each is a
 * request. The rest is split by page, as the imports say.
 */
const firstChunks = [
  {
    name: 'react',
    test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack(?!.*nfiniteQuery))\//,
    priority: 2,
  },
  {
    name: 'start',
    test: /web\/shared\/(use-name|live\/use-(online|now)|ui\/field)|web\/api-client\/orders|web\/storefront\/(shell(?!\/(background|footer|notices|suggestions))|router|messages\/(messages|en)\.ts|cart\/cart\.ts|checkout\/choices\.ts|place\/later-not-here|orders\/(status|queries)|first-answers|offline\/(install|kept))|lucide-react.*icons\/(bike|ticket-percent|house|map|store|layout-grid)\.|query-core.*nfiniteQuery|react-query.*nfiniteQuery/,
    priority: 1,
  },
  // The words of the order page, in one file.
  { name: 'order-words', test: /messages\/order-en|i18n\/tools-en/, priority: 1 },
  // Bills: of the cart, of an order, of a receipt.
  { name: 'totals', test: /web\/storefront\/cart\/totals/, priority: 1 },
  { name: 'stepper', test: /web\/shared\/ui\/(stepper|price)|lucide-react.*icons\/trash\./, priority: 1 },
  {
    name: 'goods',
    test: /web\/(shared\/ui\/product-card|storefront\/catalogue\/product-tile)|icons\/star\./,
    priority: 1,
  },
  // Page, drawer and checkout all have these.
  {
    name: 'cart-parts',
    test: /storefront\/(pages\/cart\.|cart\/(cart-(body|lines)|checkout-button|free-delivery|quote-problems|unavailable-lines|use-quote))/,
    priority: 0,
  },
]

/** The console begins with its login page; what stands around its pages comes to who is logged in. */
const consoleChunks = [
  firstChunks[0]!,
  {
    name: 'start',
    test: /web\/console\/(shell\.tsx|root|router|session\/login-page|messages\/(messages|login-en)\.ts|\w+\/routes)/,
    priority: 1,
  },
]

/** Riders' phones are on the street: what only log-in (mutations) and money (endless lists) need comes with these. */
const riderChunks = [
  {
    name: 'react',
    test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack(?!.*(mutationObserver|useMutation|nfiniteQuery)))\//,
    priority: 2,
  },
  { name: 'start', test: /web\/rider\/(shell|router|pages\/work|messages\/(messages|en)\.ts)/, priority: 1 },
]

const app = (
  page: string,
  more: { emptyOutDir?: boolean; groups?: typeof firstChunks; beside?: Record<string, string> } = {},
): BuildEnvironmentOptions => ({
  outDir: here('./dist'),
  emptyOutDir: more.emptyOutDir ?? false,
  rolldownOptions: {
    input: { index: here(page), ...more.beside },
    output: { codeSplitting: { groups: more.groups ?? firstChunks } },
  },
})

/** One page per front door, built after one another so that none carries code of another. */
export default defineConfig({
  root: here('.'),
  appType: 'mpa',
  // React has had it for years; the routers ask for the stand-in.
  resolve: {
    alias: [
      { find: 'use-sync-external-store/shim/with-selector', replacement: 'use-sync-external-store/with-selector' },
      { find: 'use-sync-external-store/shim/index.js', replacement: 'react' },
      // How each icon of `lucide-react` names what makes it.
      { find: '../createLucideIcon.mjs', replacement: here('./shared/ui/lucide-icon.ts') },
    ],
  },
  plugins: [react(), tailwindcss(), firstFonts(), shellWords(), pageDocuments(), shellFiles(), precompress()],
  build: {
    target: 'es2023',
    // The map alone is larger than Vite's default limit; it is a chunk of its own that only map pages load.
    chunkSizeWarningLimit: 1_200,
    // A small picture in the bundle would be a `data:` address, which a strict policy need not allow.
    assetsInlineLimit: 0,
    // Every browser that runs the pages knows modulepreload.
    modulePreload: { polyfill: false },
  },
  environments: {
    client: {
      build: app('./index.html', { emptyOutDir: true, beside: { early: here('./storefront/early.ts') } }),
    },
    // After the storefront, whose files it names.
    worker: {
      consumer: 'client',
      build: {
        outDir: here('./dist'),
        emptyOutDir: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: here('./storefront/service-worker.ts'),
          output: { format: 'iife', entryFileNames: 'service-worker.js', codeSplitting: false },
        },
      },
    },
    console: { consumer: 'client', build: app('./console/index.html', { groups: consoleChunks }) },
    rider: { consumer: 'client', build: app('./rider/index.html', { groups: riderChunks }) },
    design: { consumer: 'client', build: app('./design/index.html') },
  },
  builder: {
    async buildApp({ build, environments }) {
      for (const name of ['client', 'worker', 'console', 'rider', 'design']) await build(environments[name]!)
    },
  },
  server: {
    proxy: Object.fromEntries(served.map((path) => [path, { target: backEnd, ws: path === '/v1' }])),
  },
})
