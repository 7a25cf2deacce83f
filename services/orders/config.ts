import { integer, text } from '../../kit/config.ts'

export const ordersConfig = {
  paymentMinutes: integer('TOKRI_ORDERS_PAYMENT_MINUTES', {
    default: 5,
    min: 1,
    help: 'How long an order waits for its payment.',
  }),
  pickMinutes: integer('TOKRI_ORDERS_PICK_MINUTES', {
    default: 60,
    min: 5,
    help: 'An order that has not been packed so long after it was confirmed is cancelled and refunded.',
  }),
  handoverMinutes: integer('TOKRI_ORDERS_HANDOVER_MINUTES', {
    default: 90,
    min: 5,
    help: 'An order that no rider has picked up so long after it was packed is cancelled and refunded.',
  }),
  keepYears: integer('TOKRI_RETENTION_ORDERS_YEARS', {
    default: 0,
    max: 100,
    help: 'Months of orders that are older are set aside in schema archive, to be dumped and dropped. 0: never.',
  }),
  keysDays: integer('TOKRI_RETENTION_KEYS_DAYS', {
    default: 30,
    min: 1,
    max: 3_650,
    help: 'Days for which the same Idempotency-Key gives the same order.',
  }),
  sellerName: text('TOKRI_SELLER_NAME', { default: 'Tokri', help: 'Name on receipts.' }),
}
