/**
 * A way's time and length in one number: whole milliseconds first, whole centimetres beneath. Sums are exact whatever the order of adding,
 * and of two ways that are equally fast the shorter one wins, so that a route and a matrix agree in both. Room for 37 hours and 670 km.
 */
const cmRoom = 2 ** 26

export const costOf = (ms: number, cm: number): number => ms * cmRoom + cm

export const msOf = (cost: number): number => Math.floor(cost / cmRoom)

/** Infinity for a cost that is. */
export const metresOf = (cost: number): number =>
  cost === Infinity ? Infinity : (cost - Math.floor(cost / cmRoom) * cmRoom) / 100
