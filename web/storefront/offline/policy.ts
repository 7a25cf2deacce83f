/** How the service worker treats a request. Everything that is not named goes to the network untouched. */
export type Policy = 'shell' | 'asset' | 'picture' | 'catalogue' | 'network'

/** Other front doors and pages of the server under the same origin: they are not the storefront's. */
const elsewhere =
  /^\/(v1|rider|console|design|docs|sandbox|stripe|map|tiles|images|assets|metrics|healthz|readyz)(\/|$)/
const catalogue = /^\/v1\/(home|categories|products|offers|city|serviceability)(\/|$)/

export interface Asked {
  method: string
  /** The address within this origin. */
  path: string
  sameOrigin: boolean
  navigation: boolean
  /** It tells who asks: what comes back is somebody's own and is never kept. */
  personal: boolean
}

export function policyOf({ method, path, sameOrigin, navigation, personal }: Asked): Policy {
  if (method !== 'GET' || !sameOrigin || personal) return 'network'
  if (navigation) return elsewhere.test(path) || /\.\w+$/.test(path) ? 'network' : 'shell'
  if (path.startsWith('/assets/')) return 'asset'
  if (path.startsWith('/images/')) return 'picture'
  return catalogue.test(path) ? 'catalogue' : 'network'
}

/** Where the document of a page lies, if it has one of its own (`page-documents.ts`): as the gateway finds it. */
export function documentOf(path: string): string {
  const [, page = ''] = path.split('/')
  return page === '' ? '/' : `/${page}/index.html`
}

/**
 * Where an answer of the catalogue is kept. Who serves a place is kept without what was in the cart, which is somebody's
 * own; an answer that was asked for with it is shown only where there is no other.
 */
export function keptUnder(address: string): { address: string; isSame: boolean } {
  const url = new URL(address)
  if (url.pathname !== '/v1/serviceability') return { address, isSame: true }
  const isSame = !url.searchParams.has('items')
  for (const name of ['items', 'store']) url.searchParams.delete(name)
  return { address: url.href, isSame }
}

/** Answers of the catalogue that are younger are shown at once and asked for anew behind; older ones only offline. */
export const freshMs = 60_000
/** A connection that gives no answer for so long is as good as none, where there is something to show. */
export const patienceMs = 3_000

/** The oldest: what goes when more is kept than there is room for. */
export const surplus = <T>(keptInOrder: readonly T[], max: number): T[] =>
  keptInOrder.length <= max ? [] : keptInOrder.slice(0, keptInOrder.length - max)
