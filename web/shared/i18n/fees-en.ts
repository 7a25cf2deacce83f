/** Why fees are what they are: below the amounts of a bill. Words that are true now and when the bill is looked at later. */
export const feesEn = {
  'fees.base': 'Ride to your door',
  'fees.baseFreeFrom': 'Free from {from}',
  'fees.baseFree': 'The ride to your door is free; this is what comes on top of it.',
  'fees.distance': 'Distance',
  'fees.distanceWhy': {
    one: '{count} km beyond the first {near}, at {perKm} per km begun',
    other: '{count} km beyond the first {near}, at {perKm} per km begun',
  },
  'fees.slot': 'Delivery window',
  'fees.slotWhy': 'For the time you have chosen',
  'fees.surge': 'Busy-time charge',
  'fees.busy-store': 'Many orders at once in the store. It falls as they get fewer.',
  'fees.few-riders': 'More orders than riders nearby. It falls as riders get free.',
  'fees.manual': 'Set by the store for a while, the same for everybody.',
  'fees.most': 'The store caps it: never more than {most}.',
  'fees.smallCartBelow': 'For items below {below}: a small order costs as much to bring as a large one',
} as const
