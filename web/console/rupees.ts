/** Rupees as people type them, in paise; undefined for what is no amount. */
export function paiseOf(text: string): number | undefined {
  const match = /^₹?\s*(\d{1,8})(?:\.(\d{1,2}))?$/.exec(text.replaceAll(',', '').trim())
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined
}

/** An amount as a field shows it. */
export const rupeesOf = (paise: number): string => (paise / 100).toFixed(paise % 100 === 0 ? 0 : 2)

export const inr = (amount: number) => ({ amount, currency: 'INR' as const })

/** What was typed into a `NumberField` for rupees. */
export const moneyOf = (value: FormDataEntryValue | null) => inr(Math.round(Number(value) * 100))
