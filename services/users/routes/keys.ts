import Type from 'typebox'
import { routesOf } from '../../../kit/routes.ts'
import type { UsersContext } from '../context.ts'

const route = routesOf<UsersContext>()

export const keyRoutes = [
  route(
    {
      method: 'GET',
      path: '/.well-known/jwks.json',
      summary: 'The public keys of access tokens (RFC 7517)',
      access: 'public',
      priority: 'progress',
      answer: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
    },
    async ({ reply }, { keys }) => {
      // Shorter than a key is published before it signs.
      reply.header('cache-control', 'public, max-age=60')
      return { keys: (await keys.published()).map((key) => ({ ...key })) }
    },
  ),
]
