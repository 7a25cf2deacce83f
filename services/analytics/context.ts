import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { analyticsConfig } from './config.ts'

/** What the rooms of this service are handed. */
export interface AnalyticsContext extends Kit<typeof analyticsConfig, Engines> {}
