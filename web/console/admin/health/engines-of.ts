import type { EngineHealth, SystemHealth } from '../../../api-client/health.ts'

/** Each engine once, though every process has its own connections to it: away where it is for one of them. */
export function enginesOf(services: readonly SystemHealth['services'][number][]): EngineHealth[] {
  const found = new Map<string, EngineHealth>()
  for (const { health } of services)
    for (const engine of health?.engines ?? []) if (found.get(engine.name)?.ok !== false) found.set(engine.name, engine)
  return [...found.values()].sort((one, other) => one.name.localeCompare(other.name))
}
