import type { Mode } from '../port.ts'

/** What a turn costs, seconds, on top of the street's own speed. Traffic keeps left: a right turn crosses it. */
type TurnCosts = { left: number; right: number; sharp: number; uturn: number; deadEnd: number }

const costsS: Record<Mode, TurnCosts> = {
  motorbike: { left: 1, right: 3, sharp: 2, uturn: 12, deadEnd: 5 },
  bicycle: { left: 1, right: 3, sharp: 1, uturn: 6, deadEnd: 3 },
  foot: { left: 0, right: 0, sharp: 0, uturn: 0, deadEnd: 0 },
}
const turnDegrees = 40
const sharpDegrees = 120
/** Two carriageways that join are left and entered at nearly the same angle: that, too, is turning round. */
const uturnDegrees = 160

/** Milliseconds for a turn by so many degrees, positive to the right. Where only two streets meet, one just follows the bend. */
export function turnMs(mode: Mode, degrees: number, isCrossing: boolean): number {
  const size = Math.abs(degrees)
  const costs = costsS[mode]
  if (size > uturnDegrees) return uturnMs(mode, !isCrossing)
  if (size < turnDegrees || !isCrossing) return 0
  return 1000 * ((degrees < 0 ? costs.left : costs.right) + (size > sharpDegrees ? costs.sharp : 0))
}

/** Milliseconds for going back the way one came; cheaper where the street ends, as nobody is in the way. */
export const uturnMs = (mode: Mode, isDeadEnd: boolean): number =>
  1000 * (isDeadEnd ? costsS[mode].deadEnd : costsS[mode].uturn)

/** Degrees by which one turns from one bearing into another: positive to the right, from -180 to below 180. */
export const turnBetween = (before: number, after: number): number => ((after - before + 540) % 360) - 180
