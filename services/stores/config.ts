import { choice, decimal, integer } from '../../kit/config.ts'

export const storesConfig = {
  reservationMinutes: integer('TOKRI_STORES_RESERVATION_MINUTES', {
    default: 15,
    min: 6,
    help: 'How long stock is kept for an order before its fate is asked for. Longer than a payment may take.',
  }),
  batchesDays: integer('TOKRI_RETENTION_BATCHES_DAYS', {
    default: 30,
    min: 1,
    max: 3_650,
    help: 'Days for which a batch of stock that comes again is known, and ended reservations are kept.',
  }),
  pickIdleMinutes: integer('TOKRI_STORES_PICK_IDLE_MINUTES', {
    default: 15,
    min: 1,
    help: 'A started pick that nobody has touched for so long goes back to the queue.',
  }),
  askS: integer('TOKRI_STORES_ASK_S', {
    default: 90,
    min: 10,
    max: 900,
    help: 'Seconds that a customer has to answer about a replacement; without an answer the line is refunded.',
  }),
  pickBaseS: integer('TOKRI_STORES_PICK_BASE_S', {
    default: 120,
    help: 'Seconds to pick and pack an order when no other waits, until a store has learnt its own.',
  }),
  pickQueueS: integer('TOKRI_STORES_PICK_QUEUE_S', {
    default: 20,
    help: 'Seconds that each order in the queue of a picker adds to the promise, until a store has learnt its own.',
  }),
  handoverS: integer('TOKRI_STORES_HANDOVER_S', {
    default: 150,
    help: 'Seconds for the rider to come, take over and hand out at the door, until a store has learnt its own.',
  }),
  slotDays: integer('TOKRI_STORES_SLOT_DAYS', {
    default: 7,
    min: 1,
    max: 60,
    help: 'Days, today included, for which delivery windows can be chosen.',
  }),
  slotLeadMinutes: integer('TOKRI_STORES_SLOT_LEAD_MINUTES', {
    default: 10,
    max: 240,
    help: 'Minutes before its window at which an order for later is given to the pickers.',
  }),
  promiseFloorMinutes: integer('TOKRI_STORES_PROMISE_FLOOR_MINUTES', {
    default: 8,
    min: 1,
    help: 'No promise is shorter than this.',
  }),
  whenUnstaffed: choice('TOKRI_STORES_WHEN_UNSTAFFED', {
    of: ['refuse', 'promise'],
    default: 'refuse',
    help: 'What a store that sets nothing itself does with orders for now while nobody is at work: refuse them, or promise as if somebody were.',
  }),
  promiseKeptPercent: decimal('TOKRI_STORES_PROMISE_KEPT_PERCENT', {
    default: 96,
    min: 50,
    max: 99.5,
    help: 'The share of promises that is to be kept: promises grow until it is.',
  }),
  promiseConfidencePercent: decimal('TOKRI_STORES_PROMISE_CONFIDENCE_PERCENT', {
    default: 90,
    min: 50,
    max: 99,
    help: 'How many deliveries of a hundred are to come within the interval that is shown.',
  }),
  promisesDays: integer('TOKRI_RETENTION_PROMISES_DAYS', {
    default: 30,
    min: 1,
    max: 3_650,
    help: 'Days for which is kept what an order was promised on.',
  }),
  neighbourM: integer('TOKRI_STORES_NEIGHBOUR_M', {
    default: 4_000,
    max: 50_000,
    help: 'Stores within so many metres of each other share their riders, as far as promises are concerned.',
  }),
}
