import { choice, decimal, integer, text } from '../../kit/config.ts'
import { plannerNames } from './planner/table.ts'

export const deliveriesConfig = {
  planner: choice('TOKRI_DELIVERIES_PLANNER', {
    default: plannerNames[0],
    of: plannerNames,
    help: 'Who decides which rider is asked. When it fails or is slow, greedy stands in.',
  }),
  earlyS: integer('TOKRI_DELIVERIES_EARLY_S', {
    default: 300,
    max: 1_800,
    help: 'So many seconds before an order is expected to be packed a rider may be asked to fetch it. 0: not before it is packed.',
  }),
  planDeadlineMs: integer('TOKRI_DELIVERIES_PLAN_DEADLINE_MS', {
    default: 3_000,
    min: 100,
    // With the picture before it and greedy after it offers are there within 5 s.
    max: 4_000,
    help: 'Milliseconds after which a plan is not waited for any longer: greedy plans instead, and the planner starts anew.',
  }),
  planBudgetMs: integer('TOKRI_DELIVERIES_PLAN_BUDGET_MS', {
    default: 300,
    max: 3_000,
    help: 'How much work a planner which can improve its plan puts into that, in milliseconds of a usual core: counted in tries, by no clock, so that a slow machine takes longer for the same plan. The deadline is by the clock.',
  }),
  whyDays: integer('TOKRI_DELIVERIES_WHY_DAYS', {
    default: 30,
    min: 1,
    max: 3_650,
    help: 'Days for which it is kept why a rider was chosen and why an order waited.',
  }),
  roundsPercent: integer('TOKRI_DELIVERIES_ROUNDS_PERCENT', {
    default: 100,
    max: 100,
    help: 'Of 100 rounds of the planner, how many are kept for replays. 0: none.',
  }),
  roundsDays: integer('TOKRI_DELIVERIES_ROUNDS_DAYS', {
    default: 3,
    min: 1,
    max: 400,
    help: 'Days that rounds of the planner are kept.',
  }),
  offerTtlS: integer('TOKRI_DELIVERIES_OFFER_S', {
    default: 30,
    min: 5,
    max: 600,
    help: 'Seconds that a rider has to answer an offer before it goes to the next.',
  }),
  capacity: integer('TOKRI_DELIVERIES_CAPACITY', {
    default: 2,
    min: 1,
    max: 4,
    help: 'Orders that one rider may have in hand at once.',
  }),
  batchDetourS: integer('TOKRI_DELIVERIES_BATCH_DETOUR_S', {
    default: 180,
    max: 1_800,
    help: 'How much later an order may come, in seconds, for travelling together with another of the same store. 0: never.',
  }),
  followUpS: integer('TOKRI_DELIVERIES_FOLLOW_UP_S', {
    default: 120,
    max: 1_800,
    help: 'Seconds before the last drop is over in which a rider may be offered the next order. 0: only with empty hands.',
  }),
  handoverS: integer('TOKRI_DELIVERIES_HANDOVER_S', {
    default: 60,
    max: 900,
    help: 'Seconds for taking the bags at the store, and again for handing over at a door.',
  }),
  silentS: integer('TOKRI_DELIVERIES_SILENT_S', {
    default: 180,
    min: 10,
    max: 3_600,
    help: 'Seconds without a position after which a rider gets no offers and loses what was not picked up yet.',
  }),
  declineHoldS: integer('TOKRI_DELIVERIES_DECLINE_HOLD_S', {
    default: 900,
    min: 10,
    max: 86_400,
    help: 'Seconds during which a delivery is not offered again to a rider who declined it or gave it back.',
  }),
  expiredHoldS: integer('TOKRI_DELIVERIES_EXPIRED_HOLD_S', {
    default: 60,
    min: 1,
    max: 86_400,
    help: 'Seconds during which a delivery is not offered again to a rider who did not answer.',
  }),
  arrivingM: integer('TOKRI_DELIVERIES_ARRIVING_M', {
    default: 150,
    min: 10,
    max: 2_000,
    help: 'Metres from the drop-off within which a rider is arriving.',
  }),
  codeTries: integer('TOKRI_DELIVERIES_CODE_TRIES', {
    default: 5,
    min: 1,
    max: 100,
    help: 'Wrong door codes in a row before a delivery takes none for a while.',
  }),
  codeLockS: integer('TOKRI_DELIVERIES_CODE_LOCK_S', {
    default: 300,
    min: 1,
    max: 86_400,
    help: 'Seconds for which wrong door codes lock a delivery.',
  }),
  speedMaxKmh: integer('TOKRI_RIDER_SPEED_MAX_KMH', {
    default: 150,
    min: 10,
    max: 100_000,
    help: 'Positions that would need a faster ride are refused. The demo city multiplies it by its own speed.',
  }),
  payBasePaise: integer('TOKRI_RIDER_PAY_BASE_PAISE', {
    default: 2_000,
    max: 1_000_000,
    help: 'What a rider earns for any delivery, in paise.',
  }),
  payPerKmPaise: integer('TOKRI_RIDER_PAY_PER_KM_PAISE', {
    default: 800,
    max: 1_000_000,
    help: 'What a rider earns per road kilometre from store to door, in paise, on top of the base.',
  }),
  absentWaitS: integer('TOKRI_RIDER_WAIT_S', {
    default: 300,
    max: 3_600,
    help: 'Seconds that a rider waits at the door, and calls, before the customer counts as absent.',
  }),
  cashLimitPaise: integer('TOKRI_RIDER_CASH_LIMIT_PAISE', {
    default: 500_000,
    max: 100_000_000,
    help: 'Cash in hand, in paise, that no order may take a rider of a real city beyond, and with which no shift begins before some is brought to a store. 0: no limit.',
  }),
  breaksMost: integer('TOKRI_RIDER_BREAKS', {
    default: 3,
    max: 20,
    help: 'Breaks that a rider may plan in one shift, those that are over included. 0: none is planned ahead.',
  }),
  breakMinutes: integer('TOKRI_RIDER_BREAK_MINUTES', {
    default: 60,
    min: 5,
    max: 480,
    help: 'Minutes that a planned break may last at most.',
  }),
  fallbackKmh: decimal('TOKRI_ROADS_FALLBACK_KMH', {
    default: 18,
    min: 1,
    max: 200,
    help: 'Speed that is assumed for 1.4 times the straight line while the roads engine cannot be asked; on a bicycle at most 13.',
  }),
  timeZone: text('TOKRI_TIME_ZONE', { default: 'Asia/Kolkata', help: 'Whose midnights end the days of earnings.' }),
  tracksDays: integer('TOKRI_DELIVERIES_TRACKS_DAYS', {
    default: 30,
    min: 1,
    max: 3_650,
    help: 'Days that the way of a delivery is kept.',
  }),
}
