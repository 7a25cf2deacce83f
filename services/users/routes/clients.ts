import Type from 'typebox'
import { ClientId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { Scope, scopes } from '../../../contracts/scopes.ts'
import { ApiClient } from '../../../contracts/users.ts'
import { routesOf } from '../../../kit/routes.ts'
import { createClient, grantToken, revokeClient, rotateSecret } from '../clients.ts'
import type { UsersContext } from '../context.ts'
import { listClients, toApiClient } from '../store/clients.ts'

const route = routesOf<UsersContext>()

const ofClient = Type.Object({ id: ClientId })
const WithSecret = Type.Object({ client: ApiClient, secret: Type.String() }, { title: 'ApiClientSecret' })

/** Client id and secret of a token request: by HTTP Basic, or in the form (RFC 6749, 2.3.1). */
function credentialsOf(authorization: string | undefined, form: URLSearchParams) {
  if (!authorization?.startsWith('Basic '))
    return { clientId: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' }
  const [id = '', ...rest] = Buffer.from(authorization.slice(6), 'base64').toString().split(':')
  const decoded = (text: string) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  }
  return { clientId: decoded(id), secret: decoded(rest.join(':')) }
}

export const clientRoutes = [
  route(
    {
      method: 'POST',
      path: '/v1/auth/token',
      summary:
        'An access token for an API client (OAuth 2.0 client credentials): grant_type, client_id, client_secret and scope as a form; answers and errors as in RFC 6749',
      access: 'public',
      raw: true,
      takes: ['application/x-www-form-urlencoded'],
      bodyLimit: 4_096,
      answer: Type.Object(
        {
          access_token: Type.String(),
          token_type: Type.Literal('Bearer'),
          /** Seconds. */
          expires_in: Type.Integer(),
          scope: Type.String(),
        },
        { title: 'ClientToken' },
      ),
      problems: ['users/locked'],
      rateLimit: { requests: 120, perS: 60, by: 'address' },
    },
    async ({ body, headers, address, reply }, context) => {
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
      const refuse = (status: number, error: string) => {
        if (status === 401) reply.header('www-authenticate', 'Basic realm="tokri"')
        return reply.status(status).send({ error }) as never
      }
      const form = new URLSearchParams(Buffer.isBuffer(body) ? (body as Buffer).toString() : '')
      if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'unsupported_grant_type')
      const { clientId, secret } = credentialsOf(headers.authorization, form)
      const scope = form.get('scope') ?? undefined
      const granted = await grantToken(context, { clientId: clientId.slice(0, 60), secret, scope, address })
      if (granted.kind === 'refused') return refuse(granted.error === 'invalid_client' ? 401 : 400, granted.error)
      return {
        access_token: granted.accessToken,
        token_type: 'Bearer' as const,
        expires_in: granted.expiresIn,
        scope: granted.scopes.join(' '),
      }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/api-clients',
      summary: 'Programs of partners, newest first, and the scopes that there are',
      access: ['admin'],
      query: Type.Object(Paging),
      answer: Type.Object({ ...Page(ApiClient).properties, scopes: Type.Array(Scope) }),
    },
    async ({ query: { limit = 20, cursor } }, { db }) => {
      const before = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0])
      const found = await listClients(db.sql, { limit: limit + 1, ...(before === undefined ? {} : { before }) })
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return {
        items: items.map(toApiClient),
        next: found.length > limit && last ? encodeCursor([last.id]) : null,
        scopes,
      }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/api-clients',
      summary: 'A new API client; its secret is in this answer and nowhere else',
      access: ['admin'],
      body: Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
          scopes: Type.Array(Scope, { minItems: 1, maxItems: 20, uniqueItems: true }),
        },
        { additionalProperties: false },
      ),
      answer: WithSecret,
      status: 201,
      rateLimit: { requests: 30, perS: 3600 },
    },
    async ({ actor, body, reply }, context) => {
      reply.header('cache-control', 'no-store')
      const { client, secret } = await createClient(context, actor, body)
      return { client: toApiClient(client), secret }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/api-clients/:id/secret',
      summary: 'Another secret for an API client; the former one and its tokens are void at once',
      access: ['admin'],
      params: ofClient,
      answer: WithSecret,
      problems: ['users/client-not-found'],
    },
    async ({ actor, params, reply }, context) => {
      reply.header('cache-control', 'no-store')
      const { client, secret } = await rotateSecret(context, actor, params.id)
      return { client: toApiClient(client), secret }
    },
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/admin/api-clients/:id',
      summary: 'End an API client for good; its tokens are void at once',
      access: ['admin'],
      params: ofClient,
      status: 204,
      problems: ['users/client-not-found'],
    },
    ({ actor, params }, context) => revokeClient(context, actor, params.id),
  ),
]
