import type { Money } from '../api-client/types.ts'
import { useLocale } from './i18n/i18n.tsx'

const cache = new Map<string, Intl.NumberFormat>()

/** Rupees, with paise only where there are any: ₹45, ₹45.50. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const fractionDigits = amount % 100 === 0 ? 0 : 2
  const key = `${locale}${currency}${fractionDigits}`
  let format = cache.get(key)
  if (!format) {
    const digits = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits }
    format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits })
    cache.set(key, format)
  }
  return format.format(amount / 100)
}

export function useFormat() {
  const locale = useLocale()
  return {
    money: (money: Money) => formatMoney(money, locale),
    time: (at: string) => new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(new Date(at)),
    date: (at: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(at)),
    dateTime: (at: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at)),
    number: (value: number) => new Intl.NumberFormat(locale).format(value),
    distance: (metres: number) =>
      metres < 950
        ? new Intl.NumberFormat(locale, { style: 'unit', unit: 'meter', maximumSignificantDigits: 2 }).format(metres)
        : new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilometer', maximumFractionDigits: 1 }).format(
            metres / 1_000,
          ),
    minutes: (count: number) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(count),
  }
}
