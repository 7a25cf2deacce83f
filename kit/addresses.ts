import { lookup } from 'node:dns/promises'
import type { Log } from './log.ts'

/** Where one copy of a service is. */
export interface Address {
  /** Where to connect: `http://10.1.2.3:8080`, with a path if one was given. */
  readonly url: string
  /** What to call it: the Host header, and the name that its certificate must have. `orders:8080` where DNS was asked. */
  readonly host: string
}

/** Asks DNS for every address of a name. */
export type Resolve = (name: string) => Promise<string[]>

const system: Resolve = async (name) =>
  (await lookup(name, { all: true, order: 'verbatim' })).map((each) => each.address)

const scheme = /^dns\+(?=https?:)/
const everyMs = 5_000
const everyMsWithout = 500

export interface Following extends Disposable {
  /** Resolves when every name has been asked for once. */
  readonly asked: Promise<void>
}

/**
 * Follows where the copies of a service are. Plain addresses stay as they are. `dns+http://name:port` is every address that
 * DNS has for the name (a headless service of Kubernetes), asked for again every five seconds; while DNS fails, or knows
 * nobody, the last answer goes on.
 *
 * @param changed gets all addresses, at once and whenever they are others
 */
export function followAddresses(
  urls: readonly string[],
  changed: (addresses: Address[]) => void,
  { log, resolve = system }: { log: Log; resolve?: Resolve },
): Following {
  const found = urls.map((url): Address[] => (scheme.test(url) ? [] : [{ url, host: new URL(url).host }]))
  const timers = new Set<NodeJS.Timeout>()
  let told = ''
  let stopped = false

  const tell = () => {
    const addresses = found.flat()
    const now = addresses.map((each) => each.url).join()
    if (now === told || stopped) return
    told = now
    changed(addresses)
  }

  const ask = async (url: string, index: number): Promise<void> => {
    const named = new URL(url.replace(scheme, ''))
    try {
      const answers = [...new Set(await resolve(named.hostname))].sort()
      if (answers.length > 0) found[index] = answers.map((each) => at(named, each))
    } catch (error) {
      log.warn({ error, name: named.hostname }, 'DNS does not know where a service is; keeping its last addresses')
    }
    tell()
    if (stopped) return
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        void ask(url, index)
      },
      found[index]!.length > 0 ? everyMs : everyMsWithout,
    ).unref()
    timers.add(timer)
  }

  const asked = Promise.all(urls.map((url, index) => (scheme.test(url) ? ask(url, index) : undefined)))
  tell()
  return {
    asked: asked.then(() => {}),
    [Symbol.dispose]() {
      stopped = true
      for (const each of timers) clearTimeout(each)
    },
  }
}

function at(named: URL, address: string): Address {
  const host = address.includes(':') ? `[${address}]` : address
  const port = named.port === '' ? '' : `:${named.port}`
  return { url: `${named.protocol}//${host}${port}${named.pathname.replace(/\/$/, '')}`, host: named.host }
}
