/** For tests of the adapter: a shop to fill an index from, and something that stands between it and the engine. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { openLog } from '../../../kit/log.ts'
import type { Listing, SearchDocument, SearchSource } from '../port.ts'

export const log = openLog({ level: process.env.TOKRI_LOG_LEVEL ?? 'silent', service: 'test' })

/** A shop with these products in these stores. */
export const sourceOf = (documents: SearchDocument[], listings: Listing[]): SearchSource => ({
  documents: () => pagesOf(documents),
  has: (id) => documents.some((document) => document.id === id),
  stores: () => [...new Set(listings.map(({ storeId }) => storeId))],
  listings: (store) => pagesOf(listings.filter(({ storeId }) => storeId === store)),
  lists: (store, id) => listings.some(({ storeId, productId }) => storeId === store && productId === id),
})

export const noSource = sourceOf([], [])

async function* pagesOf<T>(all: T[]): AsyncGenerator<T[]> {
  for (let at = 0; at < all.length; at += 500) yield all.slice(at, at + 500)
}

export interface Reply {
  status: number
  headers?: Record<string, string>
  body: string
}
export interface Asked {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/**
 * A gateway before the engine, as hosted engines have: it may answer by itself, or change what the engine answers.
 * @param change is given what is asked, and how to ask the engine
 */
export async function openGateway(
  target: string,
  change: (asked: Asked, pass: () => Promise<Reply>) => Promise<Reply> | Reply,
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { method = 'GET', url: path = '/', headers } = incoming
    const body = Buffer.concat(chunks).toString('utf8')
    const pass = async (): Promise<Reply> => {
      const { 'content-type': contentType = 'application/json' } = headers
      const answer = await request(`${target}${path}`, {
        method: method as 'GET',
        headers: { 'content-type': contentType },
        ...(body === '' ? {} : { body }),
      })
      return { status: answer.statusCode, body: await answer.body.text() }
    }
    const reply = await change({ method, path, headers, body }, pass)
    outgoing.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
