import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { common } from '../../contracts/problem.ts'
import { isPrivate } from './addresses.ts'

/**
 * Shows `/metrics` to the machine itself and its private network, or to whoever has the token. A request that a proxy
 * passed on is not from next door, whatever the proxy's address, unless that proxy is trusted to tell.
 */
export function guardMetrics(app: FastifyInstance, options: { token?: string; trustsProxy: boolean }): void {
  const near = (request: FastifyRequest): boolean => {
    const passedOn = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined
    return isPrivate(request.ip) && (options.trustsProxy || !passedOn)
  }
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.url !== '/metrics') return
    if (near(request) || (options.token !== undefined && holds(request.headers.authorization, options.token))) return
    throw common(request.headers.authorization === undefined ? 'auth/required' : 'auth/forbidden')
  })
}

function holds(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
