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
  issueAmountMaxPaise: integer('TOKRI_ISSUES_AMOUNT_MAX', {
    default: 50_000,
    min: 0,
    help: 'Paise of an order that are given back for missing or damaged goods without anybody looking. 0: never.',
  }),
  issueShareMaxPercent: integer('TOKRI_ISSUES_SHARE_MAX_PERCENT', {
    default: 60,
    min: 0,
    max: 100,
    help: 'Share of what an order cost that is given back without anybody looking.',
  }),
  issueHours: integer('TOKRI_ISSUES_HOURS', {
    default: 24,
    min: 1,
    max: 720,
    help: 'Hours after the delivery within which money is given back without anybody looking.',
  }),
  issueRefundsMax: integer('TOKRI_ISSUES_REFUNDS_MAX', {
    default: 6,
    min: 0,
    max: 1_000,
    help: 'Orders of a customer in 90 days for which money is given back without anybody looking.',
  }),
  issueOrdersShareMaxPercent: integer('TOKRI_ISSUES_ORDERS_SHARE_MAX_PERCENT', {
    default: 30,
    min: 0,
    max: 100,
    help: 'Share of the orders of a customer in 90 days beyond which a person looks, from the third on.',
  }),
  messagesDays: integer('TOKRI_RETENTION_MESSAGES_DAYS', {
    default: 180,
    min: 1,
    max: 3_650,
    help: 'Days for which what customers, riders and support wrote about an order is kept.',
  }),
  sellerName: text('TOKRI_SELLER_NAME', { default: 'Tokri', help: 'Name on receipts.' }),
}
