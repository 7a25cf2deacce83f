import type { FastifyReply } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Facets } from '../../contracts/catalogue.ts'
import { clientHas, etagOf } from './freshness.ts'

const answersBytes = 24 * 2 ** 20
/** How old stock may be in a list, beside what browsers keep. Prices and products are never old here. */
const answersMs = 1_000
const facetsMax = 2_000
/** Counts to narrow a list down by need not follow every sale. */
const facetsMs = 30_000

interface Kept {
  readonly bytes: Buffer
  readonly etag: string
  readonly edition: string
}

/**
 * Whole answers as bytes, for the questions that many ask in the same second. An answer is kept for one edition of the
 * catalogue: any change of products, prices or the index makes all of them void.
 */
export class Answers {
  readonly #edition: () => string
  readonly #cacheControl: string
  readonly #looked: (outcome: 'hit' | 'miss') => void
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: answersBytes,
    sizeCalculation: ({ bytes }, key) => bytes.length + key.length * 2 + 200,
    ttl: answersMs,
  })
  readonly #facets = new LRUCache<string, { edition: string; facets: Facets }>({ max: facetsMax, ttl: facetsMs })

  /** @param options.edition changes with everything but stock; `browserS`: for how long browsers may keep an answer */
  constructor(options: { edition: () => string; browserS: number; looked?: (outcome: 'hit' | 'miss') => void }) {
    this.#looked = options.looked ?? (() => {})
    this.#edition = options.edition
    this.#cacheControl = options.browserS > 0 ? `public, max-age=${options.browserS}` : 'no-cache'
  }

  /**
   * Sends the kept answer, or makes one: then it is serialised once, kept, and sent. To be returned by a route.
   * @param key everything that the answer depends on
   */
  async send<T>(
    request: { headers: { 'if-none-match'?: string }; reply: FastifyReply },
    key: string,
    make: () => Promise<T> | T,
  ): Promise<T> {
    const { headers, reply } = request
    const edition = this.#edition()
    const kept = this.#kept.get(key)
    this.#looked(kept?.edition === edition ? 'hit' : 'miss')
    if (kept?.edition === edition) return this.#reply(headers, reply, kept) as never
    const answer = await make()
    // Routes hand over values, so that tests can check them; the bytes come to be when the value is sent.
    reply.serializer((value: unknown) => {
      const bytes = Buffer.from(JSON.stringify(value))
      const fresh = { bytes, etag: etagOf(bytes), edition }
      this.#kept.set(key, fresh)
      this.#head(reply, fresh)
      const known = clientHas(headers, fresh.etag)
      if (known) reply.code(304)
      return (known ? Buffer.alloc(0) : bytes) as unknown as string
    })
    return answer
  }

  #reply(headers: { 'if-none-match'?: string }, reply: FastifyReply, kept: Kept): FastifyReply {
    this.#head(reply, kept)
    if (clientHas(headers, kept.etag)) return reply.code(304).send()
    return reply.type('application/json; charset=utf-8').send(kept.bytes)
  }

  #head(reply: FastifyReply, { etag }: Kept): void {
    reply.header('etag', etag).header('cache-control', this.#cacheControl)
  }

  facets(key: string): Facets | undefined {
    const kept = this.#facets.get(key)
    return kept?.edition === this.#edition() ? kept.facets : undefined
  }
  keepFacets(key: string, facets: Facets): void {
    this.#facets.set(key, { edition: this.#edition(), facets })
  }
}
