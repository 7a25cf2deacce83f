import { decimal, integer, secret } from '../../kit/config.ts'

export const paymentsConfig = {
  webhookSecret: secret('TOKRI_STRIPE_WEBHOOK_SECRET', {
    help: 'The secret that Stripe signs webhooks with; the stand-in brings its own.',
  }),
  holdMinutes: integer('TOKRI_PAYMENTS_HOLD_MINUTES', {
    default: 15,
    min: 6,
    help: 'How long wallet money is held before the fate of its order is asked for.',
  }),
  checkAfterS: integer('TOKRI_PAYMENTS_CHECK_AFTER_S', {
    default: 30,
    min: 1,
    help: 'The provider is asked about a payment after so many seconds without a webhook.',
  }),
  supportCreditPaise: integer('TOKRI_PAYMENTS_SUPPORT_CREDIT_PAISE', {
    default: 50_000,
    help: 'What support may put into a wallet with one credit.',
  }),
  supportCreditDayPaise: integer('TOKRI_PAYMENTS_SUPPORT_CREDIT_DAY_PAISE', {
    default: 500_000,
    help: 'What a member of support may give within 24 hours in all.',
  }),
  adminCreditPaise: integer('TOKRI_PAYMENTS_ADMIN_CREDIT_PAISE', {
    default: 1_000_000,
    help: 'What an admin may put into a wallet with one credit.',
  }),
  adminCreditDayPaise: integer('TOKRI_PAYMENTS_ADMIN_CREDIT_DAY_PAISE', {
    default: 10_000_000,
    help: 'What an admin may give within 24 hours in all.',
  }),
  lateCreditAfterMinutes: integer('TOKRI_PAYMENTS_LATE_CREDIT_AFTER_MINUTES', {
    default: 0,
    max: 1_440,
    help: 'Minutes beyond its promise from which on an order gives a credit into the wallet by itself. 0: never.',
  }),
  lateCreditPaise: integer('TOKRI_PAYMENTS_LATE_CREDIT_PAISE', {
    default: 5_000,
    max: 1_000_000,
    help: 'What such an order gives, in paise.',
  }),
  lateCreditPercent: decimal('TOKRI_PAYMENTS_LATE_CREDIT_PERCENT', {
    default: 0,
    min: 0,
    max: 100,
    help: 'What it gives beside that, of its total.',
  }),
  lateCreditCapPaise: integer('TOKRI_PAYMENTS_LATE_CREDIT_CAP_PAISE', {
    default: 10_000,
    max: 10_000_000,
    help: 'The most that it gives, in paise; never more than its total.',
  }),
  webhooksDays: integer('TOKRI_RETENTION_WEBHOOKS_DAYS', {
    default: 90,
    min: 7,
    max: 3_650,
    help: 'Days for which a webhook that comes again is known to have been applied. Providers repeat for a few days.',
  }),
}
