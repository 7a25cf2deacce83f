import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SandboxCredentials } from '../credentials.ts'
import type { Form } from '../form.ts'
import type { Outbox } from './outbox.ts'

/** Twilio's numbers that fail on purpose (twilio.com/docs/iam/test-credentials): sending to them is refused so. */
const testNumbers: Record<string, [status: number, code: number, message: string]> = {
  '+15005550001': [400, 21211, "Invalid 'To' Phone Number: +1500555XXXX"],
  '+15005550002': [
    400,
    21612,
    "The 'To' phone number +1500555XXXX is not currently reachable using the 'From' phone number",
  ],
  '+15005550003': [
    400,
    21408,
    'Permission to send an SMS has not been enabled for the region indicated by the To number',
  ],
  '+15005550004': [400, 21610, 'Attempt to send to unsubscribed recipient'],
  '+15005550009': [400, 21614, "'To' number is not a valid mobile number"],
}

/** Twilio's Messages and Calls resources, version 2010-04-01: create. */
export function twilioApi(
  app: FastifyInstance,
  outbox: Outbox,
  credentials: SandboxCredentials['twilio'],
  nowMs: () => number,
) {
  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500
    if (status >= 500) reply.log.error(error)
    return fault(
      reply,
      status,
      status < 500 ? 20001 : 20500,
      status < 500 ? (error as Error).message : 'Internal Server Error',
    )
  })

  app.post<{ Params: { sid: string } }>('/2010-04-01/Accounts/:sid/Messages.json', (request, reply) => {
    if (isStranger(request, reply, credentials)) return reply

    const text = textsOf(request.body)
    const [to, from, service, body] = [text('To'), text('From'), text('MessagingServiceSid'), text('Body')]
    if (!to) return fault(reply, 400, 21604, "A 'To' phone number is required.")
    if (!from && !service) return fault(reply, 400, 21603, "A 'From' phone number is required.")
    if (!body) return fault(reply, 400, 21602, 'Message body is required.')
    if (body.length > 1_600)
      return fault(reply, 400, 21617, 'The concatenated message body exceeds the 1600 character limit.')
    if (!/^\+[1-9]\d{6,14}$/.test(to))
      return fault(reply, 400, 21211, `The 'To' number ${to.slice(0, 20)} is not a valid phone number.`)
    const refusal = testNumbers[to]
    if (refusal) return fault(reply, ...refusal)

    const sid = `SM${randomBytes(16).toString('hex')}`
    const at = nowMs()
    outbox.put({ id: sid, channel: 'sms', to, at, text: body })
    const date = new Date(at).toUTCString().replace('GMT', '+0000')
    return reply.code(201).send({
      account_sid: credentials.accountSid,
      api_version: '2010-04-01',
      body,
      date_created: date,
      date_sent: null,
      date_updated: date,
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: from || null,
      messaging_service_sid: service || null,
      num_media: '0',
      num_segments: String(segments(body)),
      price: null,
      price_unit: 'USD',
      sid,
      status: 'queued',
      subresource_uris: { media: `/2010-04-01/Accounts/${credentials.accountSid}/Messages/${sid}/Media.json` },
      to,
      uri: `/2010-04-01/Accounts/${credentials.accountSid}/Messages/${sid}.json`,
    })
  })
  app.post<{ Params: { sid: string } }>('/2010-04-01/Accounts/:sid/Calls.json', (request, reply) => {
    if (isStranger(request, reply, credentials)) return reply
    const text = textsOf(request.body)
    const [to, from, twiml, url] = [text('To'), text('From'), text('Twiml'), text('Url')]
    if (!to) return fault(reply, 400, 21201, "No 'To' number is specified")
    if (!from) return fault(reply, 400, 21213, "'From' phone number is required")
    if (!twiml && !url) return fault(reply, 400, 21205, 'Url parameter is required.')
    if (twiml.length > 4_000) return fault(reply, 400, 21218, 'Invalid ApplicationSid or Twiml')
    if (!/^\+[1-9]\d{6,14}$/.test(to))
      return fault(reply, 400, 21211, `The 'To' number ${to.slice(0, 20)} is not valid.`)
    if (!/^\+[1-9]\d{6,14}$/.test(from))
      return fault(reply, 400, 21212, `The 'From' number ${from.slice(0, 20)} is not valid.`)
    const refusal = testNumbers[to]
    if (refusal) return fault(reply, ...refusal)

    const sid = `CA${randomBytes(16).toString('hex')}`
    const at = nowMs()
    outbox.put({ id: sid, channel: 'sms', to, at, text: `Call from ${from}: ${twiml || url}` })
    const date = new Date(at).toUTCString().replace('GMT', '+0000')
    return reply.code(201).send({
      account_sid: credentials.accountSid,
      answered_by: null,
      api_version: '2010-04-01',
      caller_name: null,
      date_created: date,
      date_updated: date,
      direction: 'outbound-api',
      duration: null,
      end_time: null,
      forwarded_from: null,
      from,
      from_formatted: from,
      group_sid: null,
      parent_call_sid: null,
      phone_number_sid: null,
      price: null,
      price_unit: 'USD',
      queue_time: '0',
      sid,
      start_time: null,
      status: 'queued',
      subresource_uris: {
        recordings: `/2010-04-01/Accounts/${credentials.accountSid}/Calls/${sid}/Recordings.json`,
      },
      to,
      to_formatted: to,
      trunk_sid: null,
      uri: `/2010-04-01/Accounts/${credentials.accountSid}/Calls/${sid}.json`,
    })
  })
}

/** Answers whoever has not the right keys. */
function isStranger(
  request: FastifyRequest<{ Params: { sid: string } }>,
  reply: FastifyReply,
  credentials: SandboxCredentials['twilio'],
): boolean {
  const expected = `Basic ${Buffer.from(`${credentials.accountSid}:${credentials.authToken}`).toString('base64')}`
  const isOurs = request.headers.authorization === expected
  if (isOurs && request.params.sid === credentials.accountSid) return false
  if (isOurs) fault(reply, 404, 20404, `The requested resource ${request.url} was not found`)
  else fault(reply, 401, 20003, 'Authenticate')
  return true
}

/** The fields of a form, without the blanks around them. */
function textsOf(body: unknown): (name: string) => string {
  const form = (typeof body === 'object' && body !== null ? body : {}) as Form
  return (name) => (typeof form[name] === 'string' ? form[name].trim() : '')
}

const fault = (reply: FastifyReply, status: number, code: number, message: string) =>
  reply.code(status).send({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })

/** Parts of an SMS: 160 letters of plain Latin, 70 of anything else (Hindi), a little less each when there are several. */
function segments(body: string): number {
  const plain = [...body].every((letter) => letter.charCodeAt(0) < 128)
  const [one, many] = plain ? [160, 153] : [70, 67]
  return body.length <= one ? 1 : Math.ceil(body.length / many)
}
