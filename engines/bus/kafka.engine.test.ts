import diagnostics from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Bus } from '../../kit/bus.ts'
import { silentLog } from '../../kit/log.ts'
import { engineUrl } from '../testing.ts'
import { type BusUnderTest, busSuite } from './bus.suite.ts'
import { dropTopics, newPrefix, putRaw } from './kafka/testing/topics.ts'
import { openKafkaBus } from './kafka.ts'

const url = engineUrl('kafka')

interface Connection {
  readonly context: unknown
  readonly socket?: Socket
}

/** Every connection of the client in this process; its context is the client id, which is one per bus. */
const connections = new Set<Connection>()
diagnostics.subscribe('plt:kafka:instances', (message) => {
  const { type, instance } = message as { type: string; instance: Connection }
  if (type === 'connection') connections.add(instance)
})

async function openUnderTest(): Promise<BusUnderTest> {
  const prefix = newPrefix()
  const contextOf = new Map<Bus, unknown>()
  return {
    async join() {
      const before = new Set([...connections].map((each) => each.context))
      const bus = await openKafkaBus({ url, variable: 'TOKRI_BROKER_URL', prefix, partitions: 6, log: silentLog })
      contextOf.set(
        bus,
        [...connections].map((each) => each.context).find((each) => !before.has(each)),
      )
      return bus
    },
    async cut(member) {
      for (const each of connections) if (each.context === contextOf.get(member)) each.socket?.resetAndDestroy()
    },
    put: (key, body) => putRaw(url, prefix, key, body),
    [Symbol.asyncDispose]: () => dropTopics(url, prefix),
  }
}

busSuite('kafka', openUnderTest)
