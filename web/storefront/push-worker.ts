/** Push messages: shown as they come, and a tap opens what they are about. Part of the service worker. */
const worker = self as unknown as ServiceWorkerGlobalScope

interface Pushed {
  title: string
  body: string
  /** The same for a repeat, which takes the place of the first. */
  tag?: string
  link?: string
}

const isPushed = (value: unknown): value is Pushed =>
  typeof value === 'object' && value !== null && 'title' in value && 'body' in value

worker.addEventListener('push', (event) => {
  let pushed: unknown
  try {
    pushed = event.data?.json()
  } catch {
    pushed = undefined
  }
  // Browsers want something to be seen for every push; what we cannot read says at least who called.
  const { title, body, tag, link } = isPushed(pushed) ? pushed : ({ title: 'Tokri', body: '' } as Pushed)
  event.waitUntil(
    worker.registration.showNotification(title, {
      body,
      icon: '/icons/192.png',
      badge: '/icons/192.png',
      data: { link },
      ...(tag ? { tag } : {}),
    }),
  )
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(show(pageOf((event.notification.data as { link?: unknown } | null)?.link)))
})

/** The page of ours that a link names: the shop may be reached by another name than the one it calls itself by. */
function pageOf(link: unknown): string {
  const { origin } = worker.location
  const { pathname, search } =
    typeof link === 'string' && URL.canParse(link, origin) ? new URL(link, origin) : new URL('/orders', origin)
  // A link of another scheme may have a path that begins with anything, even with the rest of a host.
  return pathname.startsWith('/') ? `${origin}${pathname}${search}` : `${origin}/orders`
}

/** In the window that is there, or in a new one. */
async function show(page: string): Promise<void> {
  const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const ours = open.find((each) => !/^\/(console|rider|design)/.test(new URL(each.url).pathname))
  if (!ours) return void (await worker.clients.openWindow(page))
  await ours.navigate(page).catch(() => worker.clients.openWindow(page))
  // A browser lets a window come to the front only after a tap of the person.
  await ours.focus().catch(() => {})
}
