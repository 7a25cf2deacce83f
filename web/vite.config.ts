import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { type BuildEnvironmentOptions, defineConfig } from 'vite'
import { precompress } from './precompress.ts'
import { shellFiles } from './shell-files.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Where `vite dev` sends what it does not serve itself: a running `tokri serve`. */
const backEnd = process.env.TOKRI_API ?? 'http://localhost:8080'
const served = ['/v1', '/map', '/tiles', '/images', '/sandbox', '/stripe', '/docs', '/openapi.json']

/**
 * What the first page needs, in a few files instead of forty small ones: small files compress badly and each is a
 * request. The rest is split by page, as the imports say.
 */
const firstChunks = [
  { name: 'react', test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack)\//, priority: 2 },
  {
    name: 'start',
    test: /web\/(storefront|console|rider)\/(shell(?!\/(background|footer|notices|suggestions))|router|pages\/home|messages\/(messages|en)\.ts|cart\/cart\.ts)/,
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
  { name: 'start', test: /web\/rider\/(shell|router|pages\/work|messages\/(?!hi))/, priority: 1 },
]

const app = (page: string, emptyOutDir: boolean, groups = firstChunks): BuildEnvironmentOptions => ({
  outDir: here('./dist'),
  emptyOutDir,
  rolldownOptions: { input: here(page), output: { codeSplitting: { groups } } },
})

/** One page per front door, built after one another so that none carries code of another. */
export default defineConfig({
  root: here('.'),
  appType: 'mpa',
  // React has had it for years; the router's store asks for the stand-in.
  resolve: { alias: { 'use-sync-external-store/shim/with-selector': 'use-sync-external-store/with-selector' } },
  plugins: [react(), tailwindcss(), shellFiles(), precompress()],
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
    client: { build: app('./index.html', true) },
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
    console: { consumer: 'client', build: app('./console/index.html', false) },
    rider: { consumer: 'client', build: app('./rider/index.html', false, riderChunks) },
    design: { consumer: 'client', build: app('./design/index.html', false) },
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
