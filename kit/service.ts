import type { Operation } from '../contracts/operation.ts'
import type { Bus } from './bus.ts'
import type { Cache } from './cache.ts'
import type { Call, Handler } from './calls.ts'
import type { Clock } from './clock.ts'
import type { Config, Variables } from './config.ts'
import type { Job } from './jobs.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { PartitionedTable } from './partitions.ts'
import type { Reaction } from './reactions.ts'
import { type Route, type RouteShape, withPriority } from './routes.ts'
import type { Priority } from './shedding.ts'
import type { Database } from './sql.ts'

/** What every service is given. `E` are the engines that it names beside the database. */
export interface Kit<V extends Variables, E> {
  readonly config: Config<V>
  readonly db: Database
  readonly call: Call
  readonly bus: Bus
  readonly live: Live
  /** Copies that all processes share; where there is none, everything is absent from it. */
  readonly cache: Cache
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly engines: E
  /** Facts of the installation that several services need. */
  readonly installation: Installation
}

export interface Installation {
  readonly production: boolean
  /** Folder for what can be made anew: caches of graphs, drawn pictures. */
  readonly cacheDir: string
  /** Key for values encrypted at rest (AES-256-GCM), 32 bytes. */
  readonly secretKey: Buffer
  /** Where browsers reach us: for links in messages. */
  readonly publicUrl: string
}

/** A service as its own page tells it: `C` is what its routes, operations, reactions and jobs are handed. */
export interface ServiceParts<V extends Variables, E, C> {
  readonly name: string
  readonly config: V
  /** Folder of its migrations; none for a service without data. */
  readonly migrations?: URL
  /** Its tables that are partitioned by time, with how long they are kept. */
  readonly partitions?: (config: Config<V>) => readonly PartitionedTable[]
  /** Operations of others that it calls: started before it where they run here, and checked at the start. */
  readonly calls?: readonly Operation[]
  readonly operations?: readonly Handler<C>[]
  readonly routes?: readonly Route<C>[]
  /** What its routes are worth when there is not room for all, unless they say so themselves; `cart` when absent. */
  readonly priority?: Priority
  readonly reactions?: readonly Reaction<C>[]
  readonly jobs?: readonly Job<C>[]
  /** Makes the context out of the kit; what it opens it closes in `close`. */
  open(kit: Kit<V, E>): Promise<C> | C
  /** After operations are offered and before requests come: fill caches, follow events. */
  begin?(context: C): Promise<void>
  close?(context: C): Promise<void>
}

/** A service with its own types folded away: what the composition root handles. */
export interface Service<E> {
  readonly name: string
  readonly config: Variables
  readonly migrations?: URL
  readonly partitions?: (config: Config<Variables>) => readonly PartitionedTable[]
  readonly calls: readonly Operation[]
  readonly offers: readonly Operation[]
  readonly routes: readonly RouteShape[]
  open(kit: Kit<Variables, E>): Promise<OpenService>
}

export interface OpenService {
  readonly operations: readonly Handler<unknown>[]
  readonly routes: readonly Route<unknown>[]
  readonly reactions: readonly Reaction<unknown>[]
  readonly jobs: readonly Job<unknown>[]
  readonly context: unknown
  begin(): Promise<void>
  close(): Promise<void>
}

export function defineService<V extends Variables, E, C>(parts: ServiceParts<V, E, C>): Service<E> {
  const routes = (parts.routes ?? []).map((each) => withPriority(each, parts.priority))
  return {
    name: parts.name,
    config: parts.config,
    ...(parts.migrations ? { migrations: parts.migrations } : {}),
    ...(parts.partitions ? { partitions: (config) => parts.partitions!(config as Config<V>) } : {}),
    calls: parts.calls ?? [],
    offers: (parts.operations ?? []).map((each) => each.operation),
    routes,
    async open(kit) {
      const context = await parts.open(kit as Kit<V, E>)
      return {
        operations: (parts.operations ?? []) as readonly Handler<unknown>[],
        routes: routes as readonly Route<unknown>[],
        reactions: (parts.reactions ?? []) as readonly Reaction<unknown>[],
        jobs: (parts.jobs ?? []) as readonly Job<unknown>[],
        context,
        begin: async () => parts.begin?.(context),
        close: async () => parts.close?.(context),
      }
    },
  }
}
