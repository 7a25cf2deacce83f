/** Finds out what answers at the addresses, before a client is chosen. */
import { Agent, request } from 'undici'
import { ConfigError } from '../../../kit/config.ts'
import { TransientError } from '../../../kit/resilience.ts'
import type { SearchAddresses } from './addresses.ts'
import type { Distribution } from './client.ts'

export interface Probed {
  readonly distribution: Distribution
  readonly version: string
}

const answerMs = 2_000
const longestAnswer = 64 * 1024
const oldest: Record<Distribution, number> = { elasticsearch: 8, opensearch: 2 }
export const titles: Record<Distribution, string> = { elasticsearch: 'Elasticsearch', opensearch: 'OpenSearch' }

/**
 * Asks all addresses at once, within 2 s.
 * @throws ConfigError when one is not what we need; TransientError when none answers
 */
export async function probe(addresses: SearchAddresses): Promise<Probed> {
  const answers = await Promise.allSettled(addresses.nodes.map((node) => probeNode(addresses, node)))
  const faults = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  const wrong = faults.find((fault) => fault instanceof ConfigError)
  if (wrong) throw wrong
  const found = answers.find((each) => each.status === 'fulfilled')?.value
  if (!found) throw faults[0]
  return found
}

async function probeNode({ variable, auth, ca }: SearchAddresses, node: string): Promise<Probed> {
  const host = new URL(node).host
  const wrong = (why: string) => new ConfigError([`${variable}: ${why}`])
  const agent = new Agent({ connect: { timeout: answerMs, ...(ca ? { ca } : {}) }, maxResponseSize: longestAnswer })
  let status: number
  let text: string
  try {
    const basic = auth && `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`
    const answer = await request(`${node}/`, {
      dispatcher: agent,
      signal: AbortSignal.timeout(answerMs),
      headers: { accept: 'application/json', ...(basic ? { authorization: basic } : {}) },
    })
    status = answer.statusCode
    text = await answer.body.text()
  } catch (error) {
    throw explain(error as Error & { code?: string }, host, wrong)
  } finally {
    agent.destroy().catch(() => {})
  }
  if (status === 401)
    throw wrong(`the search engine at ${host} ${auth ? 'refuses the user or password' : 'wants a password'}`)
  if (status === 403) throw wrong(`the user at ${host} lacks rights: cluster:monitor, and all on our indices`)
  if (status === 429 || status >= 500) throw new TransientError(`the search engine at ${host} answered ${status}`)
  const told = readAnswer(text)
  if (status !== 200 || !told) throw wrong(`what answers at ${host} is neither Elasticsearch nor OpenSearch`)
  if (Number.parseInt(told.version, 10) < oldest[told.distribution])
    throw wrong(
      `${titles[told.distribution]} at ${host} is ${told.version}, but Tokri needs ${oldest[told.distribution]} or newer`,
    )
  return told
}

function readAnswer(text: string): Probed | undefined {
  try {
    const { version, tagline } = JSON.parse(text) as { version?: Record<string, unknown>; tagline?: unknown }
    const { number, distribution } = version ?? {}
    if (typeof number !== 'string' || !/^\d+\./.test(number)) return undefined
    if (distribution === 'opensearch') return { distribution, version: number }
    return tagline === 'You Know, for Search' ? { distribution: 'elasticsearch', version: number } : undefined
  } catch {
    return undefined
  }
}

/** What a fault means, in a sentence: what only the operator can put right is a ConfigError. */
function explain(error: Error & { code?: string }, host: string, wrong: (why: string) => ConfigError): Error {
  const code = error.code ?? (error.cause as { code?: string } | undefined)?.code ?? ''
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code))
    return wrong(`the certificate of ${host} is not trusted (${code}); name its authority by ?ca=/path/to/ca.pem`)
  if (/EPROTO|ERR_SSL/.test(code)) return wrong(`${host} speaks no TLS; say http:// instead of https://`)
  if (/HPE_|RES_EXCEEDED/.test(code)) return wrong(`what answers at ${host} is neither Elasticsearch nor OpenSearch`)
  return new TransientError(`the search engine at ${host} cannot be reached: ${error.message}`, { cause: error })
}
