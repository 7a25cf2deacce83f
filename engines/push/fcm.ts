import { createHash } from 'node:crypto'
import { notAborted, retryAfterMs, SendError, unreachable } from '../send.ts'
import type { Push, PushMessage } from './port.ts'

export type FcmConfig = {
  projectId: string
  /** Of the service account: its address and its RSA key in PEM. */
  clientEmail: string
  privateKey: string
  /** Other addresses than Google's: the sandbox. */
  apiUrl?: string
  tokenUrl?: string
  timeoutMs?: number
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging'
const dayS = 86_400

/** Push through Firebase Cloud Messaging v1, signed in with Google's own auth library (imported here, not at start: it costs some 30 ms and 10 MB). */
export async function openFcm(config: FcmConfig): Promise<Push> {
  const { JWT } = await import('google-auth-library')
  const timeoutMs = config.timeoutMs ?? 10_000
  const endpoint = `${config.apiUrl ?? 'https://fcm.googleapis.com'}/v1/projects/${encodeURIComponent(config.projectId)}/messages:send`

  function signIn() {
    const client = new JWT({
      email: config.clientEmail,
      key: config.privateKey,
      scopes: [scope],
      transporterOptions: { timeout: timeoutMs },
    })
    const { tokenUrl } = config
    if (tokenUrl)
      client.transporter.interceptors.request.add({
        resolved: async (request) => Object.assign(request, { url: new URL(tokenUrl) }),
      })
    return client
  }
  let client = signIn()

  async function accessToken() {
    try {
      const { token } = await client.getAccessToken()
      if (token) return token
    } catch (error) {
      const status = (error as { response?: { status?: number } }).response?.status
      if (status !== undefined && status < 500 && status !== 429)
        throw new SendError(
          'unauthorised',
          String(status),
          `Google refused the service account ${config.clientEmail} (${status})`,
        )
      throw new SendError('unavailable', String(status ?? 'no answer'), 'Google gave no access token')
    }
    throw new SendError('unauthorised', 'no-token', `Google gave no access token to ${config.clientEmail}`)
  }

  async function post(message: PushMessage, key: string, signal: AbortSignal) {
    const token = await accessToken()
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ message: toFcm(message, key) }),
        signal,
      })
      return { response, body: (await response.json().catch(() => undefined)) as FcmAnswer | undefined }
    } catch (error) {
      throw unreachable('FCM', error)
    }
  }

  return {
    name: 'fcm',
    async send(message, { idempotencyKey, signal }) {
      notAborted(signal)
      const deadline = AbortSignal.timeout(timeoutMs)
      const both = signal ? AbortSignal.any([signal, deadline]) : deadline
      let answer = await post(message, idempotencyKey, both)
      if (answer.response.status === 401) {
        client = signIn() // the token was withdrawn before its time: once more with a fresh one
        answer = await post(message, idempotencyKey, both)
      }
      if (answer.response.ok && answer.body?.name) return { providerId: answer.body.name }
      throw toSendError(answer.response, answer.body)
    },
    async [Symbol.asyncDispose]() {},
  }
}

type FcmAnswer = { name?: string; error?: { status?: string; details?: { errorCode?: string }[] } }

function toFcm({ token, title, body, data, link, ttlS = dayS }: PushMessage, key: string) {
  // A repeated message takes the place of the first on the device instead of ringing twice.
  const collapse = createHash('sha256').update(key).digest('base64url').slice(0, 32)
  return {
    token,
    notification: { title, body },
    data,
    android: { ttl: `${ttlS}s`, collapse_key: collapse, priority: 'HIGH' },
    apns: {
      headers: { 'apns-collapse-id': collapse, 'apns-expiration': String(Math.floor(Date.now() / 1_000) + ttlS) },
    },
    webpush: { headers: { TTL: String(ttlS), Topic: collapse }, ...(link && { fcm_options: { link } }) },
  }
}

function toSendError(response: Response, body: FcmAnswer | undefined): SendError {
  const { status } = response
  const code =
    body?.error?.details?.find((detail) => detail.errorCode)?.errorCode ?? body?.error?.status ?? String(status)
  const message = `FCM refused the message (${status}, ${code})`
  const pause = retryAfterMs(response.headers.get('retry-after'))
  if (code === 'UNREGISTERED' || code === 'SENDER_ID_MISMATCH' || status === 404)
    return new SendError('invalid-recipient', code, message)
  if (status === 429) return new SendError('rate-limited', code, message, { retryAfterMs: pause })
  if (status === 401 || status === 403) return new SendError('unauthorised', code, message)
  if (status >= 500 || status < 400)
    return new SendError('unavailable', code, message, { maybeSent: true, retryAfterMs: pause })
  return new SendError('invalid-message', code, message)
}
