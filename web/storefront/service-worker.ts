/*
 * The storefront without a connection: its pages, and what was seen of the catalogue. What is somebody's own (cart,
 * orders) never comes in here: the page itself keeps the last of it, by person (`offline/kept.ts`).
 *
 * A new version waits until the page asks for it (`take-over`): nobody's page changes under their hands.
 */
import { files, version } from 'virtual:shell'
import { documentOf, freshMs, keptUnder, patienceMs, policyOf, surplus } from './offline/policy.ts'

const worker = self as unknown as ServiceWorkerGlobalScope
// Push messages, when that part is there.
import.meta.glob('./push-worker.ts', { eager: true })

const shell = `tokri-shell-${version}`
const pictures = 'tokri-pictures'
const catalogue = 'tokri-catalogue'
const assets = 'tokri-assets'
const most = { [pictures]: 400, [catalogue]: 150, [assets]: 40 }
const keptAt = 'x-kept-at'

/** What has its hash in its name is never another: the page has fetched much of it already. */
const freshness = (file: string) => (file.startsWith('/assets/') ? 'default' : 'reload')

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(shell)
      .then((cache) => cache.addAll(files.map((file) => new Request(file, { cache: freshness(file) })))),
  )
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith('tokri-shell-') && name !== shell)
      await Promise.all(old.map((name) => caches.delete(name)))
      await worker.clients.claim()
    })(),
  )
})

worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  const policy = policyOf({
    method: request.method,
    path: url.pathname,
    sameOrigin: url.origin === worker.location.origin,
    navigation: request.mode === 'navigate',
    personal: request.headers.has('authorization') || request.headers.has('x-cart-token'),
  })
  if (policy === 'shell') event.respondWith(openShell(request))
  else if (policy === 'asset') event.respondWith(once(request, assets))
  else if (policy === 'picture') event.respondWith(once(request, pictures))
  else if (policy === 'catalogue') event.respondWith(seen(event))
})

/** Every page of the storefront is the same application; some have a document that begins with their own shape. */
async function openShell(request: Request): Promise<Response> {
  const cache = await caches.open(shell)
  const page = await cache.match(documentOf(new URL(request.url).pathname))
  return page ?? (await cache.match('/')) ?? fetch(request)
}

/** What never changes under its name. */
async function once(request: Request, name: keyof typeof most): Promise<Response> {
  const kept = await caches.match(request)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) await keep(name, request, response.clone())
  return response
}

/** What was seen: at once if it is young, else from the network, and without one as it was. */
async function seen(event: FetchEvent): Promise<Response> {
  const { request } = event
  const { address, isSame } = keptUnder(request.url)
  const kept = await (await caches.open(catalogue)).match(address)
  const asked = fetch(request).then(async (response) => {
    if (response.ok) await keep(catalogue, address, stamped(response.clone(), isSame ? Date.now() : 0))
    return response
  })
  if (!kept) return asked
  event.waitUntil(asked.catch(() => {}))
  if (isSame && Date.now() - Number(kept.headers.get(keptAt)) < freshMs) return kept
  return Promise.race([asked.catch(() => kept), after(patienceMs).then(() => kept)])
}

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** @param at 0 is shown only where nothing newer comes */
function stamped(response: Response, at: number): Response {
  const headers = new Headers(response.headers)
  headers.set(keptAt, String(at))
  // The body is unpacked by now.
  headers.delete('content-encoding')
  headers.delete('content-length')
  return new Response(response.body, { status: response.status, headers })
}

async function keep(name: keyof typeof most, request: Request | string, response: Response): Promise<void> {
  const cache = await caches.open(name)
  // Taken out first, so that keys stand in the order in which they were last kept.
  await cache.delete(request)
  await cache.put(request, response)
  for (const key of surplus(await cache.keys(), most[name]!)) await cache.delete(key)
}
