import { integer } from '../../kit/config.ts'

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
    help: 'Seconds to pick and pack an order when no other waits.',
  }),
  pickQueueS: integer('TOKRI_STORES_PICK_QUEUE_S', {
    default: 20,
    help: 'Seconds that each order in the queue adds to the promise.',
  }),
  handoverS: integer('TOKRI_STORES_HANDOVER_S', {
    default: 150,
    help: 'Seconds for the rider to come, take over and hand out at the door.',
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
}
