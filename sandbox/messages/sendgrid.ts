import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SandboxCredentials } from '../credentials.ts'
import type { Outbox } from './outbox.ts'

type Address = { email?: unknown; name?: unknown }
type Mail = {
  personalizations?: { to?: Address[]; subject?: unknown; custom_args?: Record<string, unknown> }[]
  from?: Address
  subject?: unknown
  content?: { type?: unknown; value?: unknown }[]
  custom_args?: Record<string, unknown>
}
type Complaint = { message: string; field: string | null; help: null }

/** SendGrid's `POST /v3/mail/send`: 202 without a body and an `X-Message-Id`, or 400 with `errors`. */
export function sendgridApi(
  app: FastifyInstance,
  outbox: Outbox,
  credentials: SandboxCredentials['sendgrid'],
  nowMs: () => number,
) {
  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500
    if (status >= 500) reply.log.error(error)
    return refuse(reply, status, [complain(status < 500 ? 'Bad Request' : 'Internal Server Error')])
  })

  app.post('/v3/mail/send', { bodyLimit: 2 * 1024 * 1024 }, (request, reply) => {
    if (request.headers.authorization !== `Bearer ${credentials.apiKey}`)
      return refuse(reply, 401, [complain('The provided authorization grant is invalid, expired, or revoked')])
    if (typeof request.body !== 'object' || request.body === null) return refuse(reply, 400, [complain('Bad Request')])

    const mail = request.body as Mail
    const complaints = check(mail)
    if (complaints.length > 0) return refuse(reply, 400, complaints)

    const id = randomBytes(16).toString('base64url')
    const content = (type: string) => mail.content?.find((each) => each.type === type)?.value as string | undefined
    const html = content('text/html')
    mail.personalizations!.forEach((person, i) => {
      for (const [j, to] of (person.to ?? []).entries())
        outbox.put({
          id: i + j === 0 ? id : `${id}.${i}.${j}`,
          channel: 'email',
          to: String(to.email).toLowerCase(),
          at: nowMs(),
          subject: String(person.subject ?? mail.subject),
          text:
            content('text/plain') ??
            html
              ?.replace(/<style[\s\S]*?<\/style>|<[^>]+>/gi, ' ')
              .replace(/\s+/g, ' ')
              .trim() ??
            '',
          html,
          data: { ...mail.custom_args, ...person.custom_args },
        })
    })
    return reply.code(202).header('x-message-id', id).send()
  })
}

function check(mail: Mail): Complaint[] {
  const complaints: Complaint[] = []
  const people = Array.isArray(mail.personalizations) ? mail.personalizations : []
  if (people.length === 0)
    complaints.push(
      complain(
        'The personalizations field is required and must have at least one personalization.',
        'personalizations',
      ),
    )
  if (people.length > 1_000)
    complaints.push(complain('There can be at most 1000 personalizations.', 'personalizations'))
  people.slice(0, 1_000).forEach((person, i) => {
    const to = Array.isArray(person?.to) ? person.to : []
    if (to.length === 0)
      complaints.push(
        complain(
          'The to array is required for all personalization objects, and must have at least one email object with a valid email address.',
          `personalizations.${i}.to`,
        ),
      )
    to.forEach((each, j) => {
      if (!isEmail(each?.email))
        complaints.push(complain('Does not contain a valid address.', `personalizations.${i}.to.${j}.email`))
    })
    if (!mail.subject && !person?.subject)
      complaints.push(
        complain(
          'The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.',
          'subject',
        ),
      )
  })
  if (!isEmail(mail.from?.email))
    complaints.push(
      complain(
        'The from object must be provided for every email send. It is an object that requires the email parameter, but may also contain a name parameter.  e.g. {"email" : "example@example.com"}  or {"email" : "example@example.com", "name" : "Example Recipient"}.',
        'from.email',
      ),
    )
  const content = Array.isArray(mail.content) ? mail.content : []
  if (content.length === 0)
    complaints.push(
      complain(
        'Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block. We typically suggest both text/plain and text/html blocks are included, but only one block is required.',
        'content',
      ),
    )
  content.forEach((each, i) => {
    if (typeof each?.value !== 'string' || each.value === '')
      complaints.push(
        complain('The content value must be a string at least one character in length.', `content.${i}.value`),
      )
  })
  return complaints
}

const complain = (message: string, field: string | null = null): Complaint => ({ message, field, help: null })
const refuse = (reply: FastifyReply, status: number, errors: Complaint[]) => reply.code(status).send({ errors })
const isEmail = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 320 && /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(value)
