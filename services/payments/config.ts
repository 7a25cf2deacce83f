import { integer, secret } from '../../kit/config.ts'

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
  webhooksDays: integer('TOKRI_RETENTION_WEBHOOKS_DAYS', {
    default: 90,
    min: 7,
    max: 3_650,
    help: 'Days for which a webhook that comes again is known to have been applied. Providers repeat for a few days.',
  }),
}
