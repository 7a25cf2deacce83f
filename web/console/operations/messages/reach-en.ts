/** An area made of what is reached in some minutes. */
export const reachEn = {
  'ops.reach': 'Area from minutes',
  'ops.reachMinutes': 'Minutes on the road',
  'ops.reachHelp': '1 to 30, by motorbike from the store, along the streets. Packing comes on top.',
  'ops.reachDraw': 'Area from {minutes} min',
  'ops.reachHide': 'Hide what is reached',
  'ops.reached': '{cells} cells are reached in {minutes} min: shaded on the map.',
  'ops.reachLeftOut': '{cells} of them lie outside of the outline that was drawn.',
  'ops.reachTakenIn': '{cells} more lie inside of it, though they take longer.',
  'ops.reachApproximate': 'By our own map: the provider of routes was not asked.',
  'ops.noReach': 'The store reaches too little in so many minutes.',
} as const
