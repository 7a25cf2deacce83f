import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { importSPKI, jwtVerify, SignJWT } from 'jose'
import type { SandboxCredentials } from '../credentials.ts'
import type { Form } from '../form.ts'
import type { Outbox } from './outbox.ts'

type PushBody = {
  validate_only?: unknown
  message?: {
    token?: unknown
    topic?: unknown
    notification?: { title?: unknown; body?: unknown }
    data?: Record<string, unknown>
  }
}

const tokenLifeS = 3_600
const scope = 'https://www.googleapis.com/auth/firebase.messaging'

/**
 * Firebase Cloud Messaging v1, and the token endpoint of its service account (JWT grant, RFC 7523). A device token that
 * begins with `unregistered` is answered as one whose app was removed; one with a space or under 10 letters as malformed.
 */
export function fcmApi(
  app: FastifyInstance,
  outbox: Outbox,
  credentials: SandboxCredentials['fcm'],
  nowMs: () => number,
) {
  // Access tokens are signed by nobody else and outlive no restart: clients fetch a new one when they meet a 401.
  const signingKey = randomBytes(32)
  const publicKey = importSPKI(credentials.publicKey, 'RS256')

  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500
    if (status >= 500) reply.log.error(error)
    return fault(
      reply,
      status,
      status < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL',
      status < 500 ? (error as Error).message : 'Internal error encountered.',
    )
  })

  app.post('/token', async (request, reply) => {
    const form = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Form
    if (form.grant_type !== 'urn:ietf:params:oauth:grant-type:jwt-bearer' || typeof form.assertion !== 'string')
      return reply.code(400).send({
        error: 'unsupported_grant_type',
        error_description: 'Invalid grant_type: only the JWT bearer grant is served',
      })
    try {
      const { payload } = await jwtVerify(form.assertion, await publicKey, { issuer: credentials.clientEmail })
      if (typeof payload.scope !== 'string' || !payload.scope.split(' ').includes(scope))
        return reply.code(400).send({ error: 'invalid_scope', error_description: `Ask for ${scope}` })
    } catch {
      return reply.code(400).send({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' })
    }
    const issuedAt = Math.floor(nowMs() / 1000)
    const token = await new SignJWT({ scope })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + tokenLifeS)
      .sign(signingKey)
    return { access_token: `ya29.${token}`, expires_in: tokenLifeS - 1, token_type: 'Bearer' }
  })

  // A double colon is Fastify's way to write one literal colon.
  app.post<{ Params: { project: string } }>('/v1/projects/:project/messages::send', async (request, reply) => {
    const bearer = request.headers.authorization?.replace(/^Bearer ya29\./, '') ?? ''
    const known = await jwtVerify(bearer, signingKey).catch(() => undefined)
    if (!known)
      return fault(
        reply,
        401,
        'UNAUTHENTICATED',
        'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
        'THIRD_PARTY_AUTH_ERROR',
      )
    if (request.params.project !== credentials.projectId)
      return fault(
        reply,
        403,
        'PERMISSION_DENIED',
        `Permission denied on resource project ${request.params.project.slice(0, 60)}.`,
        'SENDER_ID_MISMATCH',
      )

    const body = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as PushBody
    const message = body.message
    const to = message?.token ?? (message?.topic ? `/topics/${message.topic}` : undefined)
    if (typeof to !== 'string')
      return fault(reply, 400, 'INVALID_ARGUMENT', 'Recipient of the message is not set.', 'INVALID_ARGUMENT')
    if (to.length < 10 || /\s/.test(to))
      return fault(
        reply,
        400,
        'INVALID_ARGUMENT',
        'The registration token is not a valid FCM registration token',
        'INVALID_ARGUMENT',
      )
    const wrong = Object.entries(message?.data ?? {}).findIndex(([, value]) => typeof value !== 'string')
    if (wrong >= 0)
      return fault(reply, 400, 'INVALID_ARGUMENT', `Invalid value at 'message.data[${wrong}].value' (TYPE_STRING)`)
    if (Buffer.byteLength(JSON.stringify(message)) > 4_096)
      return fault(reply, 400, 'INVALID_ARGUMENT', 'Android message is too big', 'INVALID_ARGUMENT')
    if (to.startsWith('unregistered'))
      return fault(reply, 404, 'NOT_FOUND', 'Requested entity was not found.', 'UNREGISTERED')

    const id = `0:${nowMs()}${randomBytes(8).toString('hex')}`
    if (body.validate_only !== true)
      outbox.put({
        id,
        channel: 'push',
        to,
        at: nowMs(),
        subject: textOf(message?.notification?.title),
        text: textOf(message?.notification?.body) ?? '',
        data: message?.data,
      })
    return { name: `projects/${credentials.projectId}/messages/${id}` }
  })
}

function fault(reply: FastifyReply, code: number, status: string, message: string, errorCode?: string) {
  const details = errorCode && [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }]
  return reply.code(code).send({ error: { code, message, status, ...(details && { details }) } })
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
