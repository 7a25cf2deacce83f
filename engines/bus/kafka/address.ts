import { readFileSync } from 'node:fs'
import type { BaseOptions } from '@platformatic/kafka'
import { ConfigError } from '../../../kit/config.ts'

/** Where Kafka is and how to log in: what each of its clients is given. */
export type KafkaAddress = Pick<BaseOptions, 'tls' | 'sasl'> & {
  readonly bootstrapBrokers: { host: string; port: number }[]
}

const form = /^kafka(\+ssl)?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^@/?#]+)\/?(?:\?(.*))?$/
const mechanisms = { plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const
const defaultPort = 9092

/**
 * Reads `kafka://user:password@host:9092,host:9092?mechanism=scram-sha-512&tls=true&ca=/path/ca.pem`. `kafka+ssl://` is TLS,
 * too. Without a mechanism a password is sent as it is inside TLS (PLAIN), and never in the open (SCRAM-SHA-512).
 * @throws ConfigError naming the variable, never the password
 */
export function readKafkaAddress(url: string, variable: string): KafkaAddress {
  const wrong = (why: string) => new ConfigError([`${variable} ${why}`])
  const parts = form.exec(url)
  if (!parts) throw wrong('must have the form kafka://user:password@host:9092,host:9092')
  const [, ssl, user, password, hosts = '', query = ''] = parts
  const options = new URLSearchParams(query)
  for (const name of options.keys())
    if (!['tls', 'mechanism', 'ca'].includes(name))
      throw wrong(`has an option ${name}; known are tls, mechanism and ca`)
  const encrypted = ssl !== undefined || options.get('tls') === 'true'
  if (options.has('tls') && !['true', 'false'].includes(options.get('tls')!))
    throw wrong('must have tls=true or tls=false')
  const ca = options.get('ca')
  if (ca !== null && !encrypted) throw wrong('names a ca file but no TLS: kafka+ssl://, or tls=true')
  const bootstrapBrokers = hosts.split(',').map((each) => readHost(each.trim(), wrong))
  return {
    bootstrapBrokers,
    ...(encrypted ? { tls: ca === null ? {} : { ca: readCa(ca, wrong) } } : {}),
    ...(user === undefined ? {} : { sasl: readLogin(user, password, options.get('mechanism'), encrypted, wrong) }),
  }
}

type Wrong = (why: string) => ConfigError

function readHost(text: string, wrong: Wrong): { host: string; port: number } {
  const [, bracketed, plain, port = String(defaultPort)] =
    /^(?:\[([0-9a-f:]+)\]|([^:[\]]+))(?::(\d+))?$/i.exec(text) ?? []
  const host = bracketed ?? plain
  if (!host || Number(port) < 1 || Number(port) > 65_535)
    throw wrong('has something between its commas that is not host:port')
  return { host, port: Number(port) }
}

function readLogin(user: string, password: string | undefined, wish: string | null, encrypted: boolean, wrong: Wrong) {
  if (!password) throw wrong('has a user and no password')
  const name = wish?.toLowerCase() ?? (encrypted ? 'plain' : 'scram-sha-512')
  if (!(name in mechanisms)) throw wrong(`must have a mechanism of ${Object.keys(mechanisms).join(', ')}`)
  try {
    return {
      mechanism: mechanisms[name as keyof typeof mechanisms],
      username: decodeURIComponent(user),
      password: decodeURIComponent(password),
    }
  } catch {
    throw wrong('has a user or password that is not percent-encoded')
  }
}

function readCa(path: string, wrong: Wrong): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw wrong(`names a ca file that cannot be read: ${path}`)
  }
}

/** For messages: hosts and ports only. */
export const showKafka = ({ bootstrapBrokers }: KafkaAddress): string =>
  bootstrapBrokers.map(({ host, port }) => `${host}:${port}`).join(', ')
