import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { importJWK, jwtVerify } from 'jose'
import type { Outbox } from '../messages/outbox.ts'
import type { Store } from '../store.ts'

const ttlMax = 28 * 86_400
const bodyMax = 4_096
const lifeMaxS = 86_400

interface Subscription {
  readonly publicKey: string
  readonly gone: boolean
}

/**
 * The push service of a browser's vendor (RFC 8030) with VAPID (RFC 8292). It takes what is encrypted for the browser and
 * cannot read it. What a browser would ask of its vendor in a protocol of their own is plain here: `POST /web-push/subscriptions` with the
 * application's key, `GET …/messages` for what came, and `DELETE` to leave, after which pushes are answered by 410.
 */
export function webPushApi(app: FastifyInstance, { db }: Store, outbox: Outbox, nowMs: () => number) {
  const insert = db.prepare("insert into objects (id, kind, created, body) values (?, 'web_push', ?, ?)")
  const save = db.prepare("update objects set body = ? where id = ? and kind = 'web_push'")
  const select = db.prepare("select body from objects where id = ? and kind = 'web_push'")
  const find = (id: string): Subscription | undefined => {
    const row = select.get(id)
    return row && (JSON.parse(String(row.body)) as Subscription)
  }
  const originOf = (request: { protocol: string; host: string }) => `${request.protocol}://${request.host}`
  const endpointOf = (request: { protocol: string; host: string }, id: string) => `${originOf(request)}/web-push/${id}`

  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: 64 * 1024 }, (_, body, done) =>
    done(null, body),
  )

  app.post<{ Body: { publicKey?: unknown } }>('/web-push/subscriptions', (request, reply) => {
    const publicKey = request.body?.publicKey
    if (typeof publicKey !== 'string' || Buffer.from(publicKey, 'base64url').length !== 65)
      return reply.code(400).send({ message: 'publicKey is the application’s key, P-256, uncompressed, base64url' })
    const id = randomBytes(24).toString('base64url')
    insert.run(id, nowMs(), JSON.stringify({ publicKey, gone: false } satisfies Subscription))
    return reply.code(201).send({ id, endpoint: endpointOf(request, id) })
  })

  app.delete<{ Params: { id: string } }>('/web-push/subscriptions/:id', (request, reply) => {
    const found = find(request.params.id)
    if (!found) return reply.code(404).send()
    save.run(JSON.stringify({ ...found, gone: true } satisfies Subscription), request.params.id)
    return reply.code(204).send()
  })

  /** What came for a browser, the newest first; of a topic only the last. */
  app.get<{ Params: { id: string } }>('/web-push/subscriptions/:id/messages', (request, reply) => {
    if (!find(request.params.id)) return reply.code(404).send()
    const seen = new Set<unknown>()
    const items = outbox
      .list({ channel: 'push', to: endpointOf(request, request.params.id), limit: 100 })
      .map(({ data }) => data ?? {})
      .filter(({ topic }) => topic === null || (!seen.has(topic) && seen.add(topic)))
    return { items }
  })

  app.post<{ Params: { id: string } }>('/web-push/:id', async (request, reply) => {
    const { id } = request.params
    const { headers, body } = request
    const found = find(id)
    if (!found) return refuse(reply, 404, 'There is no such subscription')
    if (found.gone) return refuse(reply, 410, 'The subscription has expired')
    const refused = await whyNotVapid(headers.authorization, found.publicKey, originOf(request), nowMs())
    if (refused) return refuse(reply, refused.status, refused.why)
    const ttl = Number(headers.ttl)
    if (headers.ttl === undefined || !Number.isInteger(ttl) || ttl < 0) return refuse(reply, 400, 'TTL is missing')
    const topic = headers.topic === undefined ? null : String(headers.topic)
    if (topic !== null && !/^[\w-]{1,32}$/.test(topic)) return refuse(reply, 400, 'Topic is malformed')
    if (!Buffer.isBuffer(body) || headers['content-encoding'] !== 'aes128gcm')
      return refuse(reply, 400, 'The body has to be aes128gcm')
    if (body.length > bodyMax) return refuse(reply, 413, `A message has at most ${bodyMax} bytes`)

    const messageId = randomBytes(18).toString('base64url')
    outbox.put({
      id: messageId,
      channel: 'push',
      to: endpointOf(request, id),
      at: nowMs(),
      text: `Encrypted for the browser, ${body.length} bytes`,
      data: {
        id: messageId,
        topic,
        ttlS: Math.min(ttl, ttlMax),
        urgency: headers.urgency ?? 'normal',
        body: body.toString('base64'),
      },
    })
    return reply
      .code(201)
      .header('location', `${originOf(request)}/web-push/messages/${messageId}`)
      .header('ttl', Math.min(ttl, ttlMax))
      .send()
  })
}

/** Whether the sender is who the browser subscribed to (RFC 8292, `vapid t=…, k=…`). */
async function whyNotVapid(
  header: string | undefined,
  subscribed: string,
  origin: string,
  nowMs: number,
): Promise<{ status: number; why: string } | undefined> {
  const { t, k } = /^vapid\s+t=(?<t>[\w.-]+),\s*k=(?<k>[\w-]+)$/i.exec(header ?? '')?.groups ?? {}
  if (!t || !k) return { status: 401, why: 'The application has to say who it is: Authorization: vapid t=…, k=…' }
  if (k !== subscribed) return { status: 403, why: 'The browser subscribed to somebody else' }
  const point = Buffer.from(k, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString('base64url'))
  try {
    const key = await importJWK({ kty: 'EC', crv: 'P-256', x: x!, y: y! }, 'ES256')
    const { payload } = await jwtVerify(t, key, { audience: origin, currentDate: new Date(nowMs) })
    if (payload.exp === undefined || payload.exp > nowMs / 1000 + lifeMaxS + 60)
      return { status: 403, why: 'exp is missing or more than a day away' }
    if (!/^(mailto:|https:)/.test(payload.sub ?? '')) return { status: 403, why: 'sub is no address to write to' }
    return undefined
  } catch {
    return { status: 403, why: 'The signature is not right' }
  }
}

const refuse = (reply: FastifyReply, status: number, message: string) => reply.code(status).send({ message })
