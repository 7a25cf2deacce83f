import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'

export const etagOf = (content: string): string =>
  `"${createHash('sha1').update(content).digest('base64url').slice(0, 20)}"`

/** Whether the client has this already; W/ is what compressing proxies put before it. */
export function clientHas(headers: { 'if-none-match'?: string }, etag: string): boolean {
  const known = headers['if-none-match']
  return known === '*' || (known?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag) ?? false)
}

/** Lets browsers and proxies keep an answer for a moment, the same for everybody. */
export const keepFor = (reply: FastifyReply, seconds: number): void =>
  void reply.header('cache-control', seconds > 0 ? `public, max-age=${seconds}` : 'no-cache')
