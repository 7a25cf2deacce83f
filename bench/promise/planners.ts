import { readdir } from 'node:fs/promises'
import type { Planner } from '../../services/deliveries/planner/types.ts'

const folder = new URL('../../services/deliveries/planner/', import.meta.url)

/** A planner of the product by the name under which it is exported, wherever in the folder that is. */
export async function plannerNamed(name: string): Promise<Planner> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  for (const file of files) {
    const found = ((await import(new URL(file, folder).href)) as Record<string, unknown>)[name]
    if (typeof found === 'function') return found as Planner
  }
  throw new Error(`there is no planner ${name} in services/deliveries/planner`)
}
