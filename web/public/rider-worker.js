/*
 * The rider app without signal: its pages and files are kept on the phone. Addresses of the API are never kept here; what
 * the rider does meanwhile waits in the app's own outbox.
 */
const shellCache = 'tokri-rider-shell'
const assetCache = 'tokri-rider-assets'
const page = '/rider'
/** The map is large and useless without its tiles: it is kept when it was shown, not ahead. */
const notAhead = /maplibre/
const files = /(?:\/assets\/|["'`]\.\/|["'`]assets\/)([\w.-]+\.(?:js|css|woff2))/g

/** Every file that the page leads to, over whichever other files. Names change with content, so what is kept stays true. */
async function keepShell() {
  const cache = await caches.open(assetCache)
  const answer = await fetch(page, { headers: { accept: 'text/html' }, cache: 'no-cache' })
  if (!answer.ok) throw new Error(`the page answers ${answer.status}`)
  const html = await answer.clone().text()
  const seen = new Set()
  let next = namesIn(html)
  while (next.length > 0) {
    const texts = await Promise.all(
      next.map(async (name) => {
        seen.add(name)
        const url = `/assets/${name}`
        let file = await cache.match(url)
        if (!file) {
          file = await fetch(url)
          if (!file.ok) throw new Error(`${url} answers ${file.status}`)
          await cache.put(url, file.clone())
        }
        return name.endsWith('.woff2') ? '' : file.text()
      }),
    )
    next = [...new Set(texts.flatMap(namesIn))].filter((name) => !seen.has(name) && !notAhead.test(name))
  }
  // Only now, when all that it needs is there.
  await (await caches.open(shellCache)).put(page, answer)
  for (const request of await cache.keys()) {
    const name = new URL(request.url).pathname.split('/').at(-1)
    if (!seen.has(name) && !notAhead.test(name)) await cache.delete(request)
  }
}

const namesIn = (text) => [...text.matchAll(files)].map((match) => match[1])

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(answerPage(request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(answerAsset(request))
})

/** Fresh while there is signal, so that a release arrives at once; else as it was kept. */
async function answerPage(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(4_000) })
    if (answer.ok) {
      const kept = await (await caches.open(shellCache)).match(page)
      const text = await answer.clone().text()
      if (!kept || (await kept.text()) !== text) await keepShell().catch(() => {})
    }
    return answer
  } catch {
    const kept = await (await caches.open(shellCache)).match(page)
    return kept ?? Response.error()
  }
}

async function answerAsset(request) {
  const cache = await caches.open(assetCache)
  const kept = await cache.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}
