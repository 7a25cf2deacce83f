import type { Static } from 'typebox'
import type { Language } from '../../../contracts/users.ts'

export type Speech = Static<typeof Language>

/** What a message says. `sms` where the body does not fit a text message. */
export interface Words {
  readonly title: string
  readonly body: string
  readonly sms?: string
}

/** How numbers and instants are written in a language. */
export interface Writer {
  /** From paise: `₹249`, `₹249.50`. */
  money(amount: number): string
  /** Time of day of an RFC 3339 instant: `6:42 pm`. */
  time(timestamp: string): string
}

const locales: Record<Speech, string> = { en: 'en-IN', hi: 'hi-IN' }

export function writerFor(language: Speech, timeZone: string): Writer {
  const locale = locales[language]
  return {
    money: (amount) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: 'INR',
        minimumFractionDigits: amount % 100 === 0 ? 0 : 2,
      }).format(amount / 100),
    time: (timestamp) =>
      new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone }).format(new Date(timestamp)),
  }
}
