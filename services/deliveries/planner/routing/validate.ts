import type { RoutingProblem, RoutingStop } from './problem.ts'

/** Throws a `RangeError` that names what contradicts itself: a mistake of the caller, whatever the data of a day. */
export function validateProblem(problem: RoutingProblem): void {
  const { places, durations, distances, vehicles, requests } = problem
  const fail = (what: string): never => {
    throw new RangeError(`Not a routing problem: ${what}`)
  }
  const isPlace = (place: number) => Number.isInteger(place) && place >= 0 && place < places
  for (const [name, matrix] of [{ durations, distances }, ...vehicles].flatMap(matricesOf))
    if (matrix.length !== places * places) fail(`${name} has ${matrix.length} cells for ${places} places`)

  const checkStop = (name: string, { place, earliest, latest, service }: RoutingStop) => {
    if (!isPlace(place)) fail(`${name} is at place ${place}`)
    if (Number.isNaN(earliest) || Number.isNaN(latest) || !(service >= 0)) fail(`${name} has no proper times`)
  }
  requests.forEach(({ pickup, delivery, demand, vehicles: allowed }, q) => {
    if (!pickup && !delivery) fail(`request ${q} has no stop`)
    if (pickup) checkStop(`pickup ${q}`, pickup)
    if (delivery) checkStop(`delivery ${q}`, delivery)
    if (!demand.every((amount) => amount >= 0)) fail(`request ${q} needs less room than none`)
    for (const v of allowed ?? []) if (!vehicles[v]) fail(`request ${q} is for vehicle ${v}, which is not there`)
  })

  const seen = new Set<string>()
  vehicles.forEach(({ start, end, startsAt, endsAt, locked }, v) => {
    if (!isPlace(start) || (end !== undefined && !isPlace(end))) fail(`vehicle ${v} has no place to start or end`)
    if (Number.isNaN(startsAt) || Number.isNaN(endsAt)) fail(`vehicle ${v} has no proper shift`)
    const mine = new Set<string>()
    for (const { request, kind } of locked ?? []) {
      const name = `${kind} ${request}`
      if (!requests[request]?.[kind]) fail(`vehicle ${v} is locked to ${name}, which is not there`)
      if (seen.has(name)) fail(`${name} is locked twice`)
      if (kind === 'delivery' && requests[request]!.pickup && !mine.has(`pickup ${request}`))
        fail(`${name} is locked without its pickup before it`)
      seen.add(name)
      mine.add(name)
    }
  })
}

function matricesOf({ durations, distances }: Partial<Pick<RoutingProblem, 'durations' | 'distances'>>) {
  return Object.entries({ durations, distances }).filter(
    (each): each is [string, Float64Array] => each[1] !== undefined,
  )
}
