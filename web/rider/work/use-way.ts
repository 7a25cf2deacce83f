import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { getWay } from '../../api-client/rider.ts'
import type { Point } from '../../api-client/types.ts'
import { distanceM, progressOn } from './geometry.ts'
import { useHere } from './positions.ts'

/** So far beside the way one has taken another. */
const lostM = 90
const nearM = 90

/** The way to a place from where the rider is, asked anew only when the rider has left it. */
export function useWay(to: Point | null) {
  const here = useHere()
  const [from, setFrom] = useState<Point | null>(null)
  const target = to ? `${to.lat},${to.lng}` : ''
  const lastTarget = useRef(target)
  const way = useQuery({
    queryKey: ['way', from, to],
    queryFn: ({ signal }) => getWay(from!, to!, signal),
    enabled: from !== null && to !== null && distanceM(from, to) > 15,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => (lastTarget.current === target ? before : undefined),
  })
  const progress = way.data && here ? progressOn(way.data, here) : null

  useEffect(() => {
    if (!here || !to) return
    const another = lastTarget.current !== target
    lastTarget.current = target
    if (from === null || another || (progress && progress.offM > lostM)) setFrom({ lat: here.lat, lng: here.lng })
  }, [here, to, target, from, progress])

  const leftM = here && to ? distanceM(here, to) : null
  return { way: way.data, progress, here, leftM, near: leftM !== null && leftM <= nearM }
}
