import type { FastifyReply, FastifyRequest } from 'fastify'
import { common } from '../../contracts/problem.ts'
import type { Authenticate } from '../../kit/auth.ts'
import { type Config, ConfigError } from '../../kit/config.ts'
import { admit, type Gate } from '../../kit/http.ts'
import type { RouteShape } from '../../kit/routes.ts'
import { addressList, clientKey } from './addresses.ts'
import type { gatewayConfig } from './config.ts'
import type { Count, Limiter, OpenLimiter } from './limiter.ts'

const windowS = 60

export interface LimitOptions {
  readonly config: Config<typeof gatewayConfig>
  readonly openLimiter: OpenLimiter
  readonly authenticate: Authenticate
  readonly enabled: boolean
}

/**
 * The gate of every API route: who comes, whether they may, and whether it is not too much. Requests count against the
 * user whose valid token they carry; without one, or with a forged or expired one, against the address.
 */
export function rateLimitingGate({ config, openLimiter, authenticate, enabled }: LimitOptions): Gate {
  if (!enabled) return (request, _reply, shape) => admit(request, shape.access, authenticate)
  const users = openLimiter({ name: 'user', requests: config.requestsPerUser, perS: windowS })
  const addresses = openLimiter({ name: 'address', requests: config.requestsPerAddress, perS: windowS })
  const files = openLimiter({ name: 'files', requests: config.filesPerAddress, perS: windowS })
  const perRoute = new Map<RouteShape, Limiter>()
  const exempt = exemptions(config.exempt)

  const routeLimiter = (shape: RouteShape): Limiter | undefined => {
    if (!shape.rateLimit) return undefined
    let limiter = perRoute.get(shape)
    if (!limiter) {
      limiter = openLimiter({ name: `${shape.method} ${shape.path}`, ...shape.rateLimit })
      perRoute.set(shape, limiter)
    }
    return limiter
  }

  /** Public routes need no token, but who sends a good one is counted as who they are, not with their whole street. */
  const userOf = async (request: FastifyRequest): Promise<string | undefined> => {
    if (request.actor) return request.actor.userId
    const header = request.headers.authorization
    if (!header?.startsWith('Bearer ') || header.length > 4_096) return undefined
    return authenticate(header.slice(7)).then(
      (actor) => actor.userId,
      () => undefined,
    )
  }

  return async (request, reply, shape) => {
    let refusal: unknown
    try {
      await admit(request, shape.access, authenticate)
    } catch (error) {
      refusal = error
    }
    if (!exempt(request.ip)) {
      // A token that was refused is not looked at again: what comes with it counts against the address.
      const user = refusal && !request.actor ? undefined : await userOf(request)
      const address = clientKey(request.ip)
      const counts = [
        isFile(shape) ? await files.take(address) : user ? await users.take(user) : await addresses.take(address),
      ]
      const byAddress = shape.rateLimit?.by === 'address' || user === undefined
      const own = await routeLimiter(shape)?.take(byAddress ? address : user)
      if (own) counts.push(own)
      tell(reply, counts)
    }
    if (refusal) throw refusal
  }
}

function exemptions(list: string): (address: string) => boolean {
  try {
    return addressList(list)
  } catch (error) {
    throw new ConfigError([`TOKRI_RATE_EXEMPT: ${(error as Error).message}`])
  }
}

/** Pictures and tiles come by the dozen for one page, and webhooks by the thousand from one provider. */
const isFile = (shape: RouteShape): boolean =>
  shape.access === 'public' && (shape.raw === true || (shape.produces !== undefined && shape.method === 'GET'))

/** The classic headers, of whichever limit is nearest. @throws request/rate-limited when one is passed */
function tell(reply: FastifyReply, counts: readonly Count[]): void {
  const refused = counts.filter((count) => !count.allowed)
  const nearest =
    refused.length > 0
      ? refused.reduce((a, b) => (a.resetS > b.resetS ? a : b))
      : counts.reduce((a, b) => (a.remaining <= b.remaining ? a : b))
  reply.headers({
    'ratelimit-policy': counts.map((count) => `${count.limit};w=${count.perS}`).join(', '),
    'ratelimit-limit': nearest.limit,
    'ratelimit-remaining': nearest.remaining,
    'ratelimit-reset': nearest.resetS,
  })
  if (refused.length > 0)
    throw common('request/rate-limited', {
      detail: `Please wait ${nearest.resetS} s`,
      headers: { 'retry-after': String(nearest.resetS) },
    })
}
