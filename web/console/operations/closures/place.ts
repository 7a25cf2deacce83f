import type { Point } from '../../../api-client/types.ts'

/** As people copy it out of other maps: latitude first, to about ten centimetres. */
export const showPlace = ({ lat, lng }: Point): string => `${lat.toFixed(6)}, ${lng.toFixed(6)}`

/** Null for what is not a latitude and a longitude. */
export function readPlace(text: string): Point | null {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text)
  if (!found) return null
  const [lat, lng] = [Number(found[1]), Number(found[2])]
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : null
}
