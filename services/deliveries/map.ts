import { deliveries } from '../../contracts/deliveries.ts'
import { common, Problem } from '../../contracts/problem.ts'
import type { Roads } from '../../engines/roads/index.ts'
import type { DeliveriesContext } from './context.ts'

/** The street map. @throws deliveries/map-unavailable while there is none, or it cannot be opened */
export async function mapOf({ engines, log }: DeliveriesContext): Promise<Roads> {
  try {
    const roads = await engines.roads()
    if (roads) return roads
  } catch (error) {
    log.error({ error }, 'the map cannot be opened')
  }
  throw deliveries('deliveries/map-unavailable')
}

/** Asks the map, and turns what it does not like into our own problems. */
export async function asking<T>(context: DeliveriesContext, question: (roads: Roads) => Promise<T>): Promise<T> {
  const roads = await mapOf(context)
  try {
    return await question(roads)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'roads/off-map') throw deliveries('deliveries/off-map')
    if (error.code === 'roads/no-way') throw deliveries('deliveries/no-way')
    if (error.status >= 500) throw deliveries('deliveries/map-unavailable')
    throw common('request/invalid', { detail: error.message })
  }
}
