import type { Form } from '../form.ts'

/** What a payment method does when it is charged. */
export type Outcome =
  | { kind: 'succeed'; refund?: 'late' | 'fails' }
  | { kind: 'decline'; code: string; declineCode?: string; message: string }
  | { kind: 'authenticate'; next: Outcome }
  | { kind: 'process'; next: Outcome }

/** What is remembered of a way to pay. Never the number, never the CVC. */
export type Method = { type: 'card' | 'upi'; details: Record<string, unknown>; outcome: Outcome }

const succeed: Outcome = { kind: 'succeed' }
const decline = (declineCode: string, message: string, code = 'card_declined'): Outcome => ({
  kind: 'decline',
  code,
  declineCode: code === 'card_declined' ? declineCode : undefined,
  message,
})
const declined = decline('generic_decline', 'Your card was declined.')
const noFunds = decline('insufficient_funds', 'Your card has insufficient funds.')
const authenticate = (next: Outcome): Outcome => ({ kind: 'authenticate', next })

/** Stripe's documented test cards (docs.stripe.com/testing). */
export const testCards: Record<string, Outcome> = {
  '4242424242424242': succeed,
  '4000056655665556': succeed,
  '5555555555554444': succeed,
  '5200828282828210': succeed,
  '378282246310005': succeed,
  '6011111111111117': succeed,
  '3566002020360505': succeed,
  '4000003560000008': succeed,
  '4000000000000002': declined,
  '4000000000009995': noFunds,
  '4000000000009987': decline('lost_card', 'Your card was declined.'),
  '4000000000009979': decline('stolen_card', 'Your card was declined.'),
  '4000000000000069': decline('', 'Your card has expired.', 'expired_card'),
  '4000000000000127': decline('', "Your card's security code is incorrect.", 'incorrect_cvc'),
  '4000000000000119': decline(
    '',
    'An error occurred while processing your card. Try again in a little bit.',
    'processing_error',
  ),
  '4000002500003155': authenticate(succeed),
  '4000002760003184': authenticate(succeed),
  '4000000000003220': authenticate(succeed),
  '4000008260003178': authenticate(noFunds),
  '4000008400001629': authenticate(declined),
  '4000000000007726': { kind: 'succeed', refund: 'late' },
  '4000000000005126': { kind: 'succeed', refund: 'fails' },
}

/** Stripe's ready-made payment methods for tests and servers without a form. */
export const testMethods: Record<string, string> = {
  pm_card_visa: '4242424242424242',
  pm_card_mastercard: '5555555555554444',
  pm_card_amex: '378282246310005',
  pm_card_in: '4000003560000008',
  pm_card_visa_chargeDeclined: '4000000000000002',
  pm_card_chargeDeclined: '4000000000000002',
  pm_card_visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeDeclinedExpiredCard: '4000000000000069',
  pm_card_chargeDeclinedIncorrectCvc: '4000000000000127',
  pm_card_chargeDeclinedProcessingError: '4000000000000119',
  pm_card_authenticationRequired: '4000002760003184',
  pm_card_authenticationRequiredOnSetup: '4000002500003155',
  pm_card_threeDSecure2Required: '4000000000003220',
  pm_card_pendingRefund: '4000000000007726',
  pm_card_refundFail: '4000000000005126',
}

/** UPI addresses of this stand-in: its own convention, as Stripe documents none. Any other address succeeds. */
export const testAddresses: Record<string, Outcome> = {
  'success@upi': succeed,
  'fail@upi': decline(
    'generic_decline',
    'The customer declined the payment in their UPI app.',
    'payment_method_provider_decline',
  ),
  'slow@upi': { kind: 'process', next: succeed },
  'slowfail@upi': {
    kind: 'process',
    next: decline('', 'The payment was not approved in the UPI app.', 'payment_method_provider_decline'),
  },
}

/** A card that cannot be charged at all: Stripe answers 402 and makes no charge. */
export type CardProblem = { code: string; param: string; message: string }

/** Checks a card as Stripe does, and forgets the number. `now` in epoch ms. */
export function readCard(card: Form, now: number): Method | CardProblem {
  const number = text(card.number).replace(/[\s-]/g, '')
  const month = Number(text(card.exp_month))
  const year = fullYear(Number(text(card.exp_year)))
  const cvc = text(card.cvc)
  const today = new Date(now)
  const brand = brandOf(number)

  if (!/^\d{12,19}$/.test(number))
    return problem('invalid_number', 'number', 'The card number is not a valid credit card number.')
  if (!luhn(number)) return problem('incorrect_number', 'number', 'Your card number is incorrect.')
  if (!Number.isInteger(month) || month < 1 || month > 12)
    return problem('invalid_expiry_month', 'exp_month', "Your card's expiration month is invalid.")
  const past = year < today.getUTCFullYear() || (year === today.getUTCFullYear() && month < today.getUTCMonth() + 1)
  if (!Number.isInteger(year) || past || year > today.getUTCFullYear() + 50)
    return problem('invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid.")
  if (cvc !== '' && !(brand === 'amex' ? /^\d{3,4}$/ : /^\d{3}$/).test(cvc))
    return problem('invalid_cvc', 'cvc', "Your card's security code is invalid.")

  return {
    type: 'card',
    details: {
      brand,
      last4: number.slice(-4),
      exp_month: month,
      exp_year: year,
      funding: 'credit',
      country: country(number),
    },
    // A real card in a test account: Stripe refuses it with this very sentence.
    outcome:
      testCards[number] ??
      decline(
        'test_mode_live_card',
        'Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
      ),
  }
}

/** Checks a UPI address (VPA) such as `success@upi`. */
export function readUpi(upi: Form): Method | CardProblem {
  const vpa = text(upi.vpa).trim().toLowerCase()
  if (!/^[a-z0-9.\-_]{2,256}@[a-z][a-z0-9]{1,63}$/.test(vpa))
    return problem('invalid_vpa', 'payment_method_data[upi][vpa]', 'The UPI ID is not valid. It looks like name@bank.')
  return { type: 'upi', details: { vpa }, outcome: testAddresses[vpa] ?? succeed }
}

/** Luhn's check digit (ISO/IEC 7812-1, annex B). */
export function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length > 0 && sum % 10 === 0
}

export function brandOf(number: string): string {
  if (/^4/.test(number)) return 'visa'
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'mastercard'
  if (/^3[47]/.test(number)) return 'amex'
  if (/^(60|65|81|82|508)/.test(number) && !/^6011/.test(number)) return 'rupay'
  if (/^6011/.test(number)) return 'discover'
  if (/^35/.test(number)) return 'jcb'
  return 'unknown'
}

const problem = (code: string, param: string, message: string): CardProblem => ({ code, param, message })
const text = (value: unknown) => (typeof value === 'string' ? value : '')
const fullYear = (year: number) => (year >= 0 && year < 100 ? 2000 + year : year)
const country = (number: string) => (number.startsWith('400000356') ? 'IN' : 'US')
