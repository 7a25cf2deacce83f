import type { Money } from '../api-client/types.ts'
import { type Formats, formats } from './formats.ts'
import { useLocale } from './i18n/i18n.tsx'

/** The formats of the language that is chosen. */
export const useFormat = (): Formats => formats(useLocale())

export const formatMoney = (money: Money, locale: string): string => formats(locale).money(money)
