import type { Log } from '../kit/log.ts'
import type { Engines } from '../services/engines.ts'
import type { ProcessConfig } from './config.ts'

export interface OpenedEngines extends AsyncDisposable {
  readonly engines: Engines
  readonly sandboxUrl?: string
}

/** Opens a thing at the first call; everybody gets the same one. */
const once = <T>(open: () => Promise<T>) => {
  let opening: Promise<T> | undefined
  return () => (opening ??= open())
}

/** The engines beside PostgreSQL, as the configuration chooses them. */
export async function openEngines(options: {
  config: ProcessConfig
  home: string
  env: Record<string, string | undefined>
  onProgress(text: string): void
  log: Log
  runsGateway: boolean
}): Promise<OpenedEngines> {
  const stack = new AsyncDisposableStack()
  const later = async (): Promise<never> => {
    throw new Error('not wired yet')
  }
  const engines: Engines = {
    roads: once(async () => null),
    search: once(async () => {
      const { openMemorySearch } = await import('../engines/search/memory.ts')
      return stack.use(await openMemorySearch())
    }),
    psp: once(later),
    push: once(later),
    sms: once(later),
    email: once(later),
  }
  return { engines, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
