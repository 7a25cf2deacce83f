import type { CampaignMessage, CampaignPreview } from '../../../contracts/campaigns.ts'

/** Minutes of the day between which campaigns rest; null where they never do. */
export type QuietHours = { readonly from: number; readonly to: number } | null

/** From `21:00-09:00`, or `none`. @returns undefined for what is neither */
export function quietHoursOf(text: string): QuietHours | undefined {
  if (text === 'none') return null
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (!match) return undefined
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number)
  const hours = { from: fromHour! * 60 + fromMinute!, to: toHour! * 60 + toMinute! }
  return hours.from === hours.to ? undefined : hours
}

const minutesOfDay = 1_440

/** Minutes since midnight at a place. */
export function minuteOfDay(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: 'numeric', hourCycle: 'h23', timeZone })
  const values = Object.fromEntries(parts.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
  return values.hour! * 60 + values.minute!
}

const since = (minute: number, from: number) => (minute - from + minutesOfDay) % minutesOfDay

export const isQuiet = (minute: number, hours: QuietHours): boolean =>
  hours !== null && since(minute, hours.from) < since(hours.to, hours.from)

/** Milliseconds until the quiet hours begin; at the most `maxMs`. Seconds of the minute that runs are left out. */
export const msUntilQuiet = (minute: number, hours: QuietHours, maxMs: number): number =>
  hours === null ? maxMs : Math.min(maxMs, since(hours.from, minute) * 60_000)

// 3GPP TS 23.038: one unit each, and those that take two (behind an escape).
const gsm7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const gsm7Extended = new Set('\f^{}\\[~]|€')

/** What an SMS costs: long ones are cut into parts, each with a header that takes room. */
export function smsSize(text: string): Pick<CampaignPreview['en']['sms'], 'encoding' | 'length' | 'segments'> {
  const letters = [...text]
  if (letters.every((letter) => gsm7.has(letter) || gsm7Extended.has(letter))) {
    const widths = letters.map((letter) => (gsm7Extended.has(letter) ? 2 : 1))
    const length = widths.reduce((sum, width) => sum + width, 0)
    return { encoding: 'GSM-7', length, segments: length <= 160 ? 1 : partsOf(widths, 153) }
  }
  const widths = letters.map((letter) => letter.length)
  return { encoding: 'UCS-2', length: text.length, segments: text.length <= 70 ? 1 : partsOf(widths, 67) }
}

/** A letter is never cut in two. */
function partsOf(widths: readonly number[], room: number): number {
  let [parts, used] = [1, 0]
  for (const width of widths) {
    if (used + width > room) [parts, used] = [parts + 1, 0]
    used += width
  }
  return parts
}

const useCode = { en: (code: string) => `Use code ${code}.`, hi: (code: string) => `कोड ${code} लगाएँ।` }

/** A message with its coupon: named at the end, unless the text names it. */
export function withCoupon(message: CampaignMessage, coupon: string | undefined, language: 'en' | 'hi') {
  const { title, body } = message[language]
  const named = coupon === undefined || `${title} ${body}`.includes(coupon)
  return { title: title.trim(), body: named ? body.trim() : `${body.trim()} ${useCode[language](coupon)}` }
}
