import type { Money } from '../api-client/types.ts'
import { quickMinutes, quickNumber, quickRupees, quickTime } from './quick-formats.ts'

/**
 * Money, quantities and times as people read them. `formats(locale)` is pure and costs nothing the second time; pages
 * take it by `useFormat()`. `Intl` objects are slow to make, so that each is made when it is needed, and kept.
 */
export interface Formats {
  /** Rupees, with paise only where there are any: ₹45, ₹45.50. */
  money: (money: Money) => string
  /** With its sign, for changes: +₹20. */
  signedMoney: (money: Money) => string
  number: (value: number) => string
  /** Which form a counted word takes: 1 item, 2 items. */
  plural: (count: number) => Intl.LDMLPluralRule
  /** A share of one: 0.256 is 26 %. */
  percent: (share: number, digits?: number) => string
  /** A difference of shares, with its sign: +4 %. */
  change: (share: number) => string
  /** Long lists of figures: 12 thousand is 12T or 12K, as the locale has it. */
  compact: (value: number) => string
  bytes: (count: number) => string
  /** Grams as people weigh: 500 g, 1.5 kg. */
  weight: (grams: number) => string
  /** Millilitres as people pour: 200 ml, 1.5 L. */
  volume: (millilitres: number) => string
  /** Metres: 350 m, 1.2 km. */
  distance: (metres: number) => string
  time: (at: string) => string
  date: (at: string) => string
  /** 22 Nov, for charts and tables. */
  day: (at: string) => string
  weekday: (at: string) => string
  dateTime: (at: string) => string
  /** From now: “in 5 minutes”, “2 hours ago”, “yesterday”. */
  ago: (at: string, nowMs?: number) => string
  minutes: (count: number) => string
  /** A length of time in words, of the two largest units: 1 hr 5 min, 45 sec. */
  duration: (seconds: number) => string
  /** A length of time on a clock: 4:05, 1:02:09. */
  clock: (seconds: number) => string
  /** Several as one phrase: a, b and c. */
  list: (items: readonly string[]) => string
}

const cache = new Map<string, Formats>()

export function formats(locale: string): Formats {
  const known = cache.get(locale)
  if (known) return known
  const made = makeFormats(locale)
  cache.set(locale, made)
  return made
}

function makeFormats(locale: string): Formats {
  const number = kept((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options))
  const dates = kept((options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options))
  const plurals = kept((options: Intl.PluralRulesOptions) => new Intl.PluralRules(locale, options))
  const relative = kept((options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options))
  const lists = kept((options: Intl.ListFormatOptions) => new Intl.ListFormat(locale, options))
  const unit = (value: number, name: string, maximumFractionDigits = 0, unitDisplay: 'short' | 'long' = 'short') =>
    number({ style: 'unit', unit: name, unitDisplay, maximumFractionDigits }).format(value)
  const money = ({ amount, currency }: Money, signDisplay: 'auto' | 'exceptZero') => {
    const quick = quickRupees(amount, signDisplay)
    if (quick !== undefined) return quick
    const digits = amount % 100 === 0 ? 0 : 2
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay }
    return number({ style: 'currency', currency, ...options }).format(amount / 100)
  }
  const date = (at: string, options: Intl.DateTimeFormatOptions) => dates(options).format(new Date(at))

  return {
    money: (value) => money(value, 'auto'),
    signedMoney: (value) => money(value, 'exceptZero'),
    number: (value) => quickNumber(value) ?? number({}).format(value),
    plural: (count) => plurals({}).select(count),
    percent: (share, digits = 0) => number({ style: 'percent', maximumFractionDigits: digits }).format(share),
    change: (share) =>
      number({
        style: 'percent',
        maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0,
        signDisplay: 'exceptZero',
      }).format(share),
    compact: (value) => number({ notation: 'compact', maximumFractionDigits: 1 }).format(value),
    bytes: (count) =>
      count < 1_000
        ? unit(count, 'byte')
        : count < 1_000_000
          ? unit(count / 1_000, 'kilobyte')
          : unit(count / 1_000_000, 'megabyte', 1),
    weight: (grams) => (Math.abs(grams) < 1_000 ? unit(grams, 'gram') : unit(grams / 1_000, 'kilogram', 3)),
    volume: (ml) => (Math.abs(ml) < 1_000 ? unit(ml, 'milliliter') : unit(ml / 1_000, 'liter', 3)),
    distance: (metres) =>
      metres < 950
        ? number({ style: 'unit', unit: 'meter', maximumSignificantDigits: 2 }).format(metres)
        : unit(metres / 1_000, 'kilometer', 1),
    time: (at) => quickTime(new Date(at)) ?? date(at, { timeStyle: 'short' }),
    date: (at) => date(at, { dateStyle: 'medium' }),
    day: (at) => date(at, { day: 'numeric', month: 'short' }),
    weekday: (at) => date(at, { weekday: 'short' }),
    dateTime: (at) => date(at, { dateStyle: 'medium', timeStyle: 'short' }),
    ago(at, nowMs = Date.now()) {
      const seconds = (Date.parse(at) - nowMs) / 1_000
      const [size, name] = agoUnits.find(([each]) => Math.abs(seconds) >= each) ?? agoUnits.at(-1)!
      return relative({ numeric: 'auto' }).format(Math.trunc(seconds / size), name)
    },
    minutes: (count) => quickMinutes(count, locale) ?? unit(count, 'minute', 0, 'long'),
    duration(seconds) {
      const whole = Math.max(0, Math.round(seconds))
      const parts = durationUnits.map(([size, name, next]) => [Math.floor((whole % next) / size), name] as const)
      const first = parts.findIndex(([count]) => count > 0)
      if (first < 0) return unit(0, 'second')
      return parts
        .slice(first, first + 2)
        .filter(([count]) => count > 0)
        .map(([count, name]) => unit(count, name))
        .join(' ')
    },
    clock(seconds) {
      const whole = Math.max(0, Math.round(seconds))
      const two = (count: number) => String(count).padStart(2, '0')
      const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
      return hours > 0 ? `${quickNumber(hours) ?? hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
    },
    list: (items) => lists({ type: 'conjunction' }).format(items),
  }
}

const agoUnits: [number, Intl.RelativeTimeFormatUnit][] = [
  [7 * 86_400, 'week'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]
const durationUnits: [number, string, number][] = [
  [86_400, 'day', Number.POSITIVE_INFINITY],
  [3_600, 'hour', 86_400],
  [60, 'minute', 3_600],
  [1, 'second', 60],
]

/** Makes each only once. */
function kept<Options, Made>(make: (options: Options) => Made): (options: Options) => Made {
  const all = new Map<string, Made>()
  return (options) => {
    const key = JSON.stringify(options)
    const known = all.get(key) ?? make(options)
    all.set(key, known)
    return known
  }
}
