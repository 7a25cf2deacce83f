import { useEffect, useState } from 'react'

/** What browsers that know tell of the battery; not in the standard library of types. */
interface Battery extends EventTarget {
  readonly level: number
  readonly charging: boolean
}

let battery: Battery | null = null
const asked: Promise<Battery | null> =
  'getBattery' in navigator
    ? (navigator as Navigator & { getBattery(): Promise<Battery> }).getBattery().catch(() => null)
    : Promise.resolve(null)
void asked.then((found) => {
  battery = found
})

/** 0 to 1; null where nobody knows. One that is being charged counts as full. */
export const batteryLevel = (): number | null => (battery ? (battery.charging ? 1 : battery.level) : null)

export function useBattery(): { level: number | null; charging: boolean } {
  const [state, setState] = useState<{ level: number | null; charging: boolean }>({ level: null, charging: false })
  useEffect(() => {
    let stop = () => {}
    void asked.then((found) => {
      if (!found) return
      const read = () => setState({ level: found.level, charging: found.charging })
      read()
      found.addEventListener('levelchange', read)
      found.addEventListener('chargingchange', read)
      stop = () => {
        found.removeEventListener('levelchange', read)
        found.removeEventListener('chargingchange', read)
      }
    })
    return () => stop()
  }, [])
  return state
}
