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
  sellerName: text('TOKRI_SELLER_NAME', { default: 'Tokri', help: 'Name on receipts.' }),
}
