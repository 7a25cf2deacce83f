import { createHash } from 'node:crypto'

export const etagOf = (content: string | Buffer): string =>
  `"${createHash('sha1').update(content).digest('base64url').slice(0, 20)}"`

/** Whether the client has this already; W/ is what compressing proxies put before it. */
export function clientHas(headers: { 'if-none-match'?: string }, etag: string): boolean {
  const known = headers['if-none-match']
  return known === '*' || (known?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag) ?? false)
}
