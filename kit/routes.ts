import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { Actor, Role } from '../contracts/identity.ts'
import type { Priority } from './shedding.ts'

/** Who may come: anybody; anybody, known if logged in; whoever is logged in; or only some roles. */
export type Access = 'public' | 'optional' | 'user' | readonly Role[]

/** Requests per window, counted per user where known and per address otherwise. */
export interface RateLimit {
  readonly requests: number
  readonly perS: number
  /** `address` counts addresses even when the user is known: for logins and codes. */
  readonly by?: 'address'
}

/** All that can be told of a public route without running it: for the gateway, the checks and `/openapi.json`. */
export interface RouteShape {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As Fastify writes it: `/v1/orders/:id`. */
  readonly path: string
  readonly summary: string
  readonly access: Access
  readonly params?: TObject
  readonly query?: TObject
  readonly headers?: TObject
  readonly body?: TSchema
  /** It reads cookies: to all other routes the edge passes none on. */
  readonly cookies?: boolean
  /** Of the 2xx answer; absent for 204 and for what is not JSON. */
  readonly answer?: TSchema
  readonly status?: 200 | 201 | 202 | 204
  /** Content type of an answer that is not JSON. */
  readonly produces?: string
  /** Codes that the route may answer with, beside the common ones. */
  readonly problems?: readonly string[]
  readonly rateLimit?: RateLimit
  /** The handler gets the body as the bytes that came, for signatures. */
  readonly raw?: boolean
  /** Content types that a raw body may have; JSON unless told. */
  readonly takes?: readonly string[]
  /** Largest body, bytes; 64 KiB unless told. */
  readonly bodyLimit?: number
  /** What it is worth when there is not room for all; what its service says unless told. */
  readonly priority?: Priority
}

/** With the priority of its service where it names none. Lists of the console can wait, whatever they list. */
export function withPriority<R extends RouteShape>(route: R, usual: Priority = 'cart'): R {
  const list = route.method === 'GET' && route.path.startsWith('/v1/admin/')
  return { ...route, priority: route.priority ?? (list ? 'cart' : usual) }
}

type Of<S> = S extends TSchema ? Static<S> : undefined

export interface RouteRequest<S extends RouteShape> {
  readonly params: Of<S['params']>
  readonly query: Of<S['query']>
  readonly body: S['raw'] extends true ? Buffer : Of<S['body']>
  readonly headers: FastifyRequest['headers']
  readonly actor: S['access'] extends 'public' | 'optional' ? Actor | undefined : Actor
  /** The client's address, as the edge saw it. */
  readonly address: string
  /** For headers and cookies; the body is what the handler returns. */
  readonly reply: FastifyReply
}

export interface Route<C> extends RouteShape {
  readonly handle: (request: RouteRequest<RouteShape>, context: C) => unknown
}

/** `const route = routesOf<Context>()`, then `route({ method, path, … }, ({ body, actor }, { db }) => …)`. */
export const routesOf =
  <C>() =>
  <const S extends RouteShape>(
    shape: S,
    handle: (
      request: RouteRequest<S>,
      context: C,
    ) => S['answer'] extends TSchema ? Promise<Static<S['answer']>> | Static<S['answer']> : unknown,
  ): Route<C> => {
    if (shape.body && (shape.body as { additionalProperties?: unknown }).additionalProperties === undefined) {
      const open = (shape.body as { type?: string }).type === 'object'
      if (open) throw new Error(`${shape.method} ${shape.path}: the body must refuse unknown fields`)
    }
    return { ...shape, handle: handle as Route<C>['handle'] }
  }
