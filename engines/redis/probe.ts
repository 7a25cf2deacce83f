import { Redis, type RedisOptions } from 'ioredis'
import { ConfigError } from '../../kit/config.ts'
import { TransientError } from '../../kit/resilience.ts'
import { type RedisAddresses, showAddresses } from './addresses.ts'

const oldest = 7
const connectMs = 2_000
const answerMs = 1_500

export interface Probed {
  readonly version: string
  readonly clustered: boolean
}

/** What every connection of ours is opened with. Nothing waits for a connection that is not there. */
export const connectionOptions = ({ username, password, database, tls }: RedisAddresses): RedisOptions => ({
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
  ...(database === 0 ? {} : { db: database }),
  ...(tls ? { tls } : {}),
  connectionName: 'tokri',
  connectTimeout: connectMs,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
})

/**
 * Asks all addresses at once what they are, within 4 s.
 * @throws ConfigError when one is not what we need; TransientError when none answers
 */
export async function probe(addresses: RedisAddresses, writableKey: string): Promise<Probed> {
  const { nodes, variable } = addresses
  const answers = await Promise.allSettled(nodes.map((node) => probeNode(addresses, node, writableKey)))
  const faults = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  const wrong = faults.find((fault) => fault instanceof ConfigError)
  if (wrong) throw wrong
  const found = answers.find((each) => each.status === 'fulfilled')?.value
  if (!found) throw faults[0]
  if (nodes.length > 1 && !found.clustered)
    throw new ConfigError([`${variable} has several addresses, but Redis there is not a cluster`])
  if (found.clustered && addresses.database !== 0)
    throw new ConfigError([`${variable} names a database, but Redis there is a cluster, which has only 0`])
  return found
}

async function probeNode(
  addresses: RedisAddresses,
  node: { host: string; port: number },
  writableKey: string,
): Promise<Probed> {
  let reason: Error | undefined
  const client = new Redis({
    ...connectionOptions(addresses),
    ...node,
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: null,
    commandTimeout: answerMs,
    db: 0,
  })
  client.on('error', (error: Error) => {
    reason ??= error
  })
  try {
    await client.connect()
    const info = await client.info('server')
    const version = field(info, 'redis_version')
    if (version === undefined) throw new Error('INFO tells no version')
    if (Number(version.split('.')[0]) < oldest)
      throw new ConfigError([
        `${addresses.variable}: Redis at ${node.host}:${node.port} is ${version}, but Tokri needs ${oldest} or newer`,
      ])
    const clustered = field(await client.info('cluster'), 'cluster_enabled') === '1'
    if (!clustered && addresses.database !== 0) await client.select(addresses.database)
    await client.set(writableKey, '1', 'PX', 1_000).catch((error: Error) => {
      // A node of a cluster names the one that keeps the key: then it may be written.
      if (!/^(MOVED|ASK|CLUSTERDOWN)/.test(error.message)) throw error
    })
    return { version, clustered }
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw explain(reason ?? (error as Error), addresses, node)
  } finally {
    client.disconnect()
  }
}

const field = (info: string, name: string): string | undefined => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1]

/** What a fault means, in a sentence: what only the operator can put right is a ConfigError. */
function explain(error: Error & { code?: string }, addresses: RedisAddresses, node: { host: string; port: number }) {
  const { message, code = '' } = error
  const at = `Redis at ${node.host}:${node.port}`
  const wrong = (why: string) => new ConfigError([`${addresses.variable}: ${why}`])
  if (/WRONGPASS|invalid password|invalid username/i.test(message)) return wrong(`${at} refuses the user or password`)
  if (/NOAUTH|Authentication required/i.test(message)) return wrong(`${at} wants a password`)
  if (/NOPERM|no permissions/i.test(message))
    return wrong(`the user at ${at} lacks rights: it needs all keys and channels, and +@all -@dangerous +info +hello`)
  if (/out of range/i.test(message)) return wrong(`${at} has no database ${addresses.database}`)
  if (/Unknown RESP type|unknown command/i.test(message))
    return wrong(`what answers at ${node.host}:${node.port} is not Redis`)
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code))
    return wrong(`the certificate of ${at} is not trusted (${code}); name its authority by ?ca=/path/to/ca.pem`)
  return new TransientError(`${showAddresses(addresses)} cannot be reached: ${message}`, { cause: error })
}
