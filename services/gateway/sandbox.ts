import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { request as ask } from 'undici'
import { common } from '../../contracts/problem.ts'

const timeoutMs = 5_000
const passed = ['content-type', 'cache-control', 'content-security-policy'] as const

/**
 * What the provider stand-ins received, at `/sandbox`. Only their outbox is passed on: the card form has an origin of
 * its own, so that card numbers never come near the gateway.
 */
export function addSandbox(app: FastifyInstance, sandboxUrl: string): void {
  const show = (path: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    const query = (request.raw.url ?? '').split('?')[1]
    try {
      const answer = await ask(`${sandboxUrl}${path}${query === undefined ? '' : `?${query}`}`, {
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      })
      for (const name of passed) {
        const value = answer.headers[name]
        if (value !== undefined) reply.header(name, value)
      }
      return reply.status(answer.statusCode).send(Buffer.from(await answer.body.arrayBuffer()))
    } catch (cause) {
      request.log.debug(cause)
      throw common('service/unavailable', {
        detail: 'The stand-ins cannot be reached',
        headers: { 'retry-after': '2' },
      })
    }
  }
  app.get('/sandbox', show('/'))
  app.get('/sandbox/outbox.json', show('/outbox.json'))
}
