import type { AdminOffer, OfferInput } from '../../../api-client/merchandising.ts'
import { inr } from '../../rupees.ts'

export const kinds = ['percent', 'flat', 'free-delivery', 'buy-x-get-y'] as const
export type Kind = (typeof kinds)[number]

/** The rules of an offer while they are edited. */
export interface Draft {
  draft: OfferInput
  onChange: (next: OfferInput) => void
}

const dayMs = 86_400_000

/** A new offer, as the form begins. */
export const freshOffer = (): OfferInput => ({
  code: '',
  title: '',
  kind: 'percent',
  value: 1_000,
  minimum: inr(0),
  startsAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + 30 * dayMs).toISOString(),
})

/** What may be changed of an offer: its rules, and not what became of it. */
export const rulesOf = ({ uses: _, spent: __, ...rules }: AdminOffer): OfferInput => rules

/** Without a field, where it is undefined: the API takes no undefined for a value. */
export const withField = <K extends keyof OfferInput>(
  draft: OfferInput,
  field: K,
  value: OfferInput[K] | undefined,
): OfferInput => {
  const { [field]: _, ...rest } = draft
  return (value === undefined ? rest : { ...rest, [field]: value }) as OfferInput
}

/** Of another kind, with what such offers give to begin with. */
export const withKind = ({ buy: _, get: __, ...rest }: OfferInput, kind: Kind): OfferInput => ({
  ...rest,
  kind,
  value: kind === 'percent' ? 1_000 : kind === 'flat' ? 5_000 : 0,
  ...(kind === 'buy-x-get-y' ? { buy: 2, get: 1 } : {}),
})

/** An instant as a date field of the browser wants it, in the browser's own time zone. */
export const localTime = (at: string): string => {
  const date = new Date(at)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
