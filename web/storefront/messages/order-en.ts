/** Where an order is: what its page says first. */
export const orderEn = {
  'order.title': 'Order {number}: Tokri',
  'order.loginFirst': 'Log in to see your orders',
  'order.number': 'Order {number} from {store}',
  'order.deliveredAt': 'At your door at {time}',
  'order.eta': 'Time left',
  'eta.faster': 'Your rider is quicker than expected',
  'eta.slow-ride': 'The streets are slow at the moment',
  'eta.detour': 'Your rider takes another way',
  'eta.another-stop': 'Your rider stops at another door first',
  'eta.waiting-at-store': 'Your rider waits for the bags in the store',
  'eta.other-rider': 'Another rider brings your order',
  'order.seconds': 'sec',
  'order.anyMoment': 'Any moment',
  'order.call': 'Call {name}',
  'order.noRiderYet': 'A rider is found while your bag is packed',
  'order.doorCode': 'Say at the door',
  'order.steps': 'Progress',

  'vehicle.bicycle': 'On a bicycle',
  'vehicle.scooter': 'On a scooter',
  'vehicle.motorbike': 'On a motorbike',

  'map.tracking': 'Map with your rider',
  'map.show': 'Show the map',
  'map.later': 'The map opens by itself when there is something to follow.',
  'map.home': 'Your door',
  'map.rider': 'Your rider',

  'order.lastKnown': 'Last known at {time}, {ago}.',
} as const
