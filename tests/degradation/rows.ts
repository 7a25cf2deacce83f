import type { Faults } from '../../sandbox/start.ts'
import type { Fault } from '../faults/proxy.ts'
import type { Processes } from '../processes.ts'
import type { Provider } from '../provider.ts'
import type { Row } from './cell.ts'
import type { Kind } from './traffic.ts'

/** What goes on without each service. `docs/operations/degradation.md` tells it to people. */
const worksWithout: Record<string, readonly Kind[]> = {
  catalogue: ['status'],
  stores: ['browse', 'search', 'status'],
  carts: ['browse', 'search', 'status'],
  orders: ['browse', 'search', 'cart'],
  payments: ['browse', 'search', 'cart', 'checkout', 'status'],
  deliveries: ['browse', 'search', 'cart', 'checkout', 'status'],
  notifications: ['browse', 'search', 'cart', 'checkout', 'status'],
  analytics: ['browse', 'search', 'cart', 'checkout', 'status'],
  users: ['browse', 'search', 'cart', 'status'],
}
const everything: readonly Kind[] = ['browse', 'search', 'cart', 'checkout', 'status']

/** Services that run in processes of their own and are reached through a proxy. Gone is killed, frozen is stopped with all that it holds. */
export function serviceRow(tokri: Processes, name: string): Row {
  return {
    name,
    works: worksWithout[name]!,
    take(fault) {
      if (fault === 'gone') return tokri.kill(name)
      if (fault === 'frozen') return tokri.freeze(name)
      return tokri.proxy(name).apply(fault)
    },
    giveBack(fault) {
      if (fault === 'gone') return tokri.start(name)
      if (fault === 'frozen') return tokri.thaw(name)
      return tokri.proxy(name).pass()
    },
    // Slow by two seconds is within every time limit: nothing is missing, it only takes longer.
    worksWhen: { slow: everything },
  }
}

/** Anything that is reached through a proxy alone: an engine, or PostgreSQL. */
export function proxiedRow(
  name: string,
  proxy: { apply(fault: Fault): Promise<void>; pass(): Promise<void> },
  works: readonly Kind[] = everything,
  more: Partial<Row> = {},
): Row {
  return { name, works, take: (fault) => proxy.apply(fault), giveBack: () => proxy.pass(), ...more }
}

const providerFaults: Record<Fault, NonNullable<Faults['fcm']>> = {
  gone: { down: true },
  frozen: { delayMs: 60_000 },
  reset: { loseAnswers: 1 },
  slow: { delayMs: 2_000 },
}

/** An outside provider, as its stand-in misbehaves. */
export function providerRow(provider: Provider, name: keyof Faults & string, meanwhile?: Row['meanwhile']): Row {
  return {
    name,
    works: everything,
    take: (fault) => provider.faults({ [name]: providerFaults[fault] }),
    giveBack: () => provider.faults({ [name]: {} }),
    ...(meanwhile ? { meanwhile } : {}),
  }
}
