import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './precompress.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Where `vite dev` sends what it does not serve itself: a running `tokri serve`. */
const backEnd = process.env.TOKRI_API ?? 'http://localhost:8080'
const served = ['/v1', '/map', '/tiles', '/images', '/sandbox', '/stripe', '/docs', '/openapi.json']

/**
 * What every first page needs, in two files instead of forty small ones: small files compress badly and each is a
 * request. The rest is split by page, as the imports say.
 */
const firstChunks = [
  { name: 'react', test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack)\//, priority: 2 },
  {
    name: 'core',
    test: /web\/(api-client|shared\/(i18n\/(i18n|en)|brand|[a-z-]+\.tsx?$|ui\/(classes|button|feedback|field|toast)))/,
    priority: 1,
  },
]

/** One build, one page per front door: the storefront at `/`, the console at `/console`. */
export default defineConfig({
  root: here('.'),
  appType: 'mpa',
  plugins: [react(), tailwindcss(), precompress()],
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2023',
    // The map alone is larger than Vite's default limit; it is a chunk of its own that only map pages load.
    chunkSizeWarningLimit: 1_200,
    // A small picture in the bundle would be a `data:` address, which a strict policy need not allow.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { storefront: here('./index.html'), console: here('./console/index.html') },
      output: { codeSplitting: { groups: firstChunks } },
    },
  },
  server: {
    proxy: Object.fromEntries(served.map((path) => [path, { target: backEnd, ws: path === '/v1' }])),
  },
})
