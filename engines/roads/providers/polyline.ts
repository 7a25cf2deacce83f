/**
 * Google's encoded polyline, precision 5 (developers.google.com/maps/documentation/utilities/polylinealgorithm).
 * @returns [lng, lat] pairs; a text that ends in the middle of a point ends before it
 */
export function decodePolyline(text: string): [lng: number, lat: number][] {
  const path: [number, number][] = []
  let at = 0
  let [lat, lng] = [0, 0]
  /** One number, or undefined at the end of the text. */
  const next = (): number | undefined => {
    let [value, shift] = [0, 0]
    for (;;) {
      if (at >= text.length) return undefined
      const bits = text.charCodeAt(at++) - 63
      value |= (bits & 0x1f) << shift
      shift += 5
      if (bits < 0x20) return value & 1 ? ~(value >> 1) : value >> 1
    }
  }
  for (;;) {
    const [dLat, dLng] = [next(), next()]
    if (dLat === undefined || dLng === undefined) return path
    lat += dLat
    lng += dLng
    path.push([lng / 1e5, lat / 1e5])
  }
}
