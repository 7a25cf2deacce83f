import type { Psp } from '../../engines/psp/port.ts'
import type { Guard } from '../../kit/resilience.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { paymentsConfig } from './config.ts'
import type { LatePolicies } from './late-policies.ts'

/** What the rooms of this service are handed. */
export interface PaymentsContext extends Kit<typeof paymentsConfig, Engines> {
  /** Breaker and bulkhead before the provider. */
  readonly guard: Guard
  readonly latePolicies: LatePolicies
  readonly psp: () => Promise<Psp>
  readonly webhookSecret: () => Promise<string | undefined>
}
