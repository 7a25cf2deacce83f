export const en = {
  'rider.title': 'Tokri rider',
} as const
