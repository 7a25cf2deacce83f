import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { Form } from '../form.ts'
import type { Channel, Outbox } from '../messages/outbox.ts'
import type { Store } from '../store.ts'
import { escapeHtml } from './escape-html.ts'
import { outboxPage } from './page.ts'
import { openLedger } from './payments.ts'

const assets: Record<string, [type: string, body: string]> = {
  css: ['text/css', readFileSync(new URL('./outbox.css', import.meta.url), 'utf8')],
  js: ['text/javascript', readFileSync(new URL('./outbox.js', import.meta.url), 'utf8')],
}
const channels: readonly string[] = ['sms', 'push', 'email']
const pagePolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
// An email is shown as its reader sees it, but nothing in it runs.
const mailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: https:"

/**
 * What the stand-ins received. Everything hangs on one path with a query (`?channel=sms`, `?asset=css`), so that the
 * page works wherever a gateway mounts it, with or without a slash at the end.
 *
 * `GET /outbox.json?channel&to&limit` → `{ items: Message[] }`, the newest first, for tests and the simulator.
 */
export function outboxPages(
  app: FastifyInstance,
  { store, outbox, nowMs }: { store: Store; outbox: Outbox; nowMs: () => number },
) {
  const readLedger = openLedger(store)
  app.get('/', (request, reply) => {
    const query = request.query as Form
    const asset =
      typeof query.asset === 'string' && Object.hasOwn(assets, query.asset) ? assets[query.asset] : undefined
    if (asset) return reply.type(`${asset[0]}; charset=utf-8`).header('cache-control', 'no-cache').send(asset[1])
    if (typeof query.email === 'string') {
      const mail = outbox.list({ channel: 'email', limit: 1_000 }).find((each) => each.id === query.email)
      if (!mail) return reply.code(404).type('text/plain; charset=utf-8').send('There is no such email.')
      const body = mail.html ?? `<pre>${escapeHtml(mail.text)}</pre>`
      return reply.type('text/html; charset=utf-8').header('content-security-policy', mailPolicy).send(body)
    }
    const filter = readFilter(query)
    const page = outboxPage({
      ...filter,
      messages: outbox.list({ ...filter, limit: Math.min(filter.limit, 60) }),
      counts: outbox.count(),
      ledger: readLedger(),
      nowMs: nowMs(),
    })
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy)
      .header('cache-control', 'no-store')
      .send(page)
  })

  app.get('/outbox.json', (request, reply) =>
    reply.header('cache-control', 'no-store').send({ items: outbox.list(readFilter(request.query as Form)) }),
  )
}

function readFilter(query: Form): { channel?: Channel; to?: string; limit: number } {
  const channel = channels.find((each) => each === query.channel) as Channel | undefined
  const to = typeof query.to === 'string' && query.to !== '' ? query.to.slice(0, 400) : undefined
  const limit = Number(typeof query.limit === 'string' ? query.limit : 50)
  return { channel, to, limit: Number.isInteger(limit) ? Math.min(Math.max(limit, 1), 500) : 50 }
}
