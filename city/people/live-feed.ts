import type { LiveMessage } from '../../contracts/live.ts'
import type { ApiClient } from './client.ts'
import type { CityLog } from './life.ts'

const firstPauseMs = 1_000
const maxPauseMs = 60_000

/** A live connection that comes back by itself. While it is away, its owner has to ask. */
export interface LiveFeed extends Disposable {
  readonly connected: boolean
}

/**
 * Follows topics over `/v1/live`.
 * @param options.onChange hears each message, and `undefined` when the connection is new: what happened before is unknown
 */
export function followLive(options: {
  client: ApiClient
  topics: readonly string[]
  onChange(message: LiveMessage | undefined): void
  log: CityLog
}): LiveFeed {
  const { client, topics, onChange, log } = options
  let socket: WebSocket | undefined
  let timer: NodeJS.Timeout | undefined
  let connected = false
  let closed = false
  let failures = 0

  const again = () => {
    connected = false
    socket = undefined
    if (closed) return
    const waitMs = Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2)
    failures += 1
    timer = setTimeout(() => void connect(), waitMs)
  }

  const connect = async () => {
    try {
      const url = await client.liveUrl()
      if (closed) return
      const opened = new WebSocket(url)
      socket = opened
      opened.onopen = () => {
        for (const topic of topics) opened.send(JSON.stringify({ subscribe: topic }))
      }
      opened.onmessage = ({ data }) => {
        const message = parse(data)
        if (!message) return
        if (!isNotice(message)) return onChange(message)
        connected = message.type === 'subscribed'
        if (!connected) return log.debug({ who: client.email, topics }, 'refused a topic; asking instead')
        failures = 0
        onChange(undefined)
      }
      opened.onclose = () => again()
    } catch (error) {
      log.debug({ who: client.email, error }, 'no live connection; asking instead')
      again()
    }
  }
  void connect()

  return {
    get connected() {
      return connected
    },
    [Symbol.dispose]() {
      closed = true
      connected = false
      clearTimeout(timer)
      if (!socket) return
      socket.onclose = null
      socket.onmessage = null
      socket.onopen = null
      socket.close()
    },
  }
}

/** What the connection itself says, beside the messages of the topics. */
interface Notice {
  readonly type: 'subscribed' | 'problem'
}

const isNotice = (message: LiveMessage | Notice): message is Notice =>
  message.type === ('subscribed' as string) || message.type === ('problem' as string)

function parse(data: unknown): LiveMessage | Notice | undefined {
  if (typeof data !== 'string') return undefined
  try {
    const message: unknown = JSON.parse(data)
    return typeof message === 'object' && message !== null && 'type' in message
      ? (message as LiveMessage | Notice)
      : undefined
  } catch {
    return undefined
  }
}
