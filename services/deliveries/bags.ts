import type { Vehicle } from './store/riders.ts'

/** What a packed bag takes of the room on a bike, litres. */
const bulkPerBagL = 12
/** What a vehicle carries where nobody has measured the rider's own bag, litres: a rucksack, a box, two boxes. */
const usualBagL: Record<Vehicle, number> = { bicycle: 36, scooter: 60, motorbike: 60 }

/** What a rider carries, litres. */
export const bagOf = (row: { bagL: number | null; vehicle: Vehicle }): number => row.bagL ?? usualBagL[row.vehicle]

/** The room that bags take, litres; of an order no more than the largest bag there is, with which it goes if it fits into none. */
export const bulkOf = ({ bags }: { bags: number }, largestBagL = Number.POSITIVE_INFINITY): number =>
  Math.min(bags * bulkPerBagL, largestBagL)
