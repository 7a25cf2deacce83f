import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { deliveriesConfig } from './config.ts'
import type { Dispatcher } from './dispatch.ts'
import type { RoadClosures } from './road-closures.ts'
import type { PackingSettler } from './settle-packing.ts'
import type { CityRow } from './store/city.ts'
import type { StoreNames } from './store-names.ts'
import type { Travel } from './travel.ts'

export type DeliveriesKit = Kit<typeof deliveriesConfig, Engines>

/** What the rooms of this service are handed. */
export interface DeliveriesContext extends DeliveriesKit {
  readonly travel: Travel
  readonly dispatcher: Dispatcher
  readonly closures: RoadClosures
  readonly packing: PackingSettler
  readonly stores: StoreNames
  /** The installation's city, as it was at most ten seconds ago. */
  city(): Promise<CityRow>
  /** After it was written here; other copies see it when their ten seconds are over. */
  forgetCity(): void
}
