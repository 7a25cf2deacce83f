/** What the first page of a rider says, and what stands around every page. */
export const en = {
  'rider.title': 'Tokri rider',
  'nav.label': 'Parts of the app',
  'nav.work': 'Work',
  'nav.demand': 'Demand',
  'nav.money': 'Money',
  'nav.me': 'Me',
  'notFound.title': 'There is no such page',
  'slide.again': 'Press again: {deed}',

  'work.waiting': 'Waiting for orders',
  'work.waitingHelp': 'Stay near {store}. Your phone rings when there is one.',
  'work.asking': 'We look every few seconds. Stay near {store}.',
  'work.unreachable': 'We cannot be reached at the moment and go on trying.',
  'work.suggestion': 'Orders are likely near {store} soon. If it suits you, wait there; you need not.',
  'work.noMore': 'You wanted no more orders. End your shift, or take more.',

  'offer.banner': 'New order, {pay}',

  'task.title': 'Order',
  'state.packing': 'being packed',
  'state.waiting': 'waits',
  'state.offered': 'offered',
  'state.accepted': 'to be fetched',
  'state.at_store': 'at the store',
  'state.picked_up': 'on the way',
  'state.arriving': 'at the door',
  'state.delivered': 'delivered',
  'state.failed': 'goes back',
  'state.returned': 'returned',
  'state.cancelled': 'cancelled',

  'map.work': 'Map of your work',
  'map.me': 'You',
  'map.stop': 'Stop {stop}, order {number}',

  'outbox.offline': 'No signal. Go on as usual.',
  'outbox.waiting': { one: '{count} thing waits to be sent', other: '{count} things wait to be sent' },
  'outbox.badge': 'waits',
} as const
