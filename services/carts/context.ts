import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { cartsConfig } from './config.ts'

/** What the rooms of this service are handed. */
export interface CartsContext extends Kit<typeof cartsConfig, Engines> {}
