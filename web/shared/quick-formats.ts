/*
 * The few formats that every first screen has, written without `Intl`: its first object looks through all locales that a
 * browser knows, in one piece and before anything is drawn. What they write is what `Intl` writes for
 * `en-IN` and `hi-IN` (`formats.test.ts` compares them); whatever else there is to format is left to it.
 */

/** Digits in lakhs and crores: 12,34,567. Undefined where `Intl` would round, and for what has an exponent. */
export function quickNumber(value: number): string | undefined {
  const [whole, fraction = ''] = String(value).split('.')
  if (/^-?\d{1,15}$/.test(whole!) && fraction.length < 4)
    return whole!.replace(/\B(?=(\d\d)*\d{3}$)/g, ',') + (fraction && `.${fraction}`)
}

/** An amount of paise as ₹45 or ₹45.50, with its sign if wanted. */
export function quickRupees(paise: number, signDisplay: 'auto' | 'exceptZero'): string | undefined {
  const amount = Math.abs(paise)
  const rest = amount % 100
  const rupees = quickNumber((amount - rest) / 100)
  const sign = paise < 0 ? '-' : amount > 0 && signDisplay === 'exceptZero' ? '+' : ''
  if (Number.isInteger(paise) && rupees) return `${sign}₹${rupees}${rest ? `.${String(rest).padStart(2, '0')}` : ''}`
}

/** Whole minutes in words. */
export function quickMinutes(count: number, locale: string): string | undefined {
  const digits = quickNumber(count)
  if (digits && Number.isInteger(count))
    return `${digits} ${locale === 'hi-IN' ? 'मिनट' : Math.abs(count) === 1 ? 'minute' : 'minutes'}`
}

/** A time of the day where the reader is: 8:05 pm. */
export function quickTime(at: Date): string | undefined {
  const hours = at.getHours()
  if (hours >= 0) return `${hours % 12 || 12}:${String(at.getMinutes()).padStart(2, '0')} ${hours < 12 ? 'am' : 'pm'}`
}
