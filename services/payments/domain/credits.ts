import { type Actor, hasRole } from '../../../contracts/identity.ts'

/** Paise that a person may give away: with one credit, and in a day. */
export interface CreditLimit {
  readonly eachPaise: number
  readonly dayPaise: number
}

export interface CreditLimits {
  readonly supportCreditPaise: number
  readonly supportCreditDayPaise: number
  readonly adminCreditPaise: number
  readonly adminCreditDayPaise: number
}

export const limitOf = (actor: Actor, limits: CreditLimits): CreditLimit =>
  hasRole(actor, 'admin')
    ? { eachPaise: limits.adminCreditPaise, dayPaise: limits.adminCreditDayPaise }
    : { eachPaise: limits.supportCreditPaise, dayPaise: limits.supportCreditDayPaise }

/** What may be given now, after so much was given today. */
export const mayGive = ({ eachPaise, dayPaise }: CreditLimit, givenPaise: number): { each: number; left: number } => {
  const left = Math.max(0, dayPaise - givenPaise)
  return { each: Math.min(eachPaise, left), left }
}
