import { LRUCache } from 'lru-cache'
import { Problem } from '../../../contracts/problem.ts'
import { limits, type Mode, type Point, type Route, type RouteOptions } from '../port.ts'
import { checkPoints, roadsProblem } from '../problems.ts'
import { closingOf, type Front, isOffMap, kept, legKey, mustOwn, ownIfUnknown, ownInMode } from './front.ts'

/** What a provider said of a way; without a route there is none. */
type Way = { route?: Route }

/** Routes of a provider: remembered, and the own map's where one would lead over a closed street. */
export function frontRoute(front: Front) {
  const { provider } = front
  const closing = closingOf(front)
  const ways = new LRUCache<string, Way>({
    max: kept.legs,
    ttl: kept.legsMs,
    maxSize: kept.linePoints,
    sizeCalculation: ({ route }) => 1 + (route ? route.path.length + route.steps.length : 0),
  })

  return async function route(points: Point[], options: RouteOptions = {}): Promise<Route> {
    if (points.length < 2 || points.length > limits.routePoints)
      throw roadsProblem('roads/too-many-points', {
        detail: `a route has 2 to ${limits.routePoints} points, not ${points.length}`,
      })
    checkPoints(points)
    const mode = options.mode ?? 'motorbike'
    if (!provider.modes.includes(mode)) return ownInMode(front).route(points, options)
    const edition = closing?.closedEdition()
    if (closing && (await isChanged(points, mode))) return closing.route(points, options)
    const way = points.length <= provider.block.routePoints ? await wayOf(points, mode) : undefined
    if (!way) return { ...(await mustOwn(front).route(points, options)), approximate: true }
    // Streets were closed or opened meanwhile; the way is remembered.
    if (edition !== closing?.closedEdition()) return route(points, options)
    const found = way.route
    const unknown = ownIfUnknown(front, mode)
    if (!found && unknown) return unknown.route(points, options)
    if (!found) throw await noWay(points, mode)
    // It may go where the own map would not.
    if (await closing?.followsClosed(found.path, { mode })) return closing!.route(points, options)
    return options.steps ? { ...found } : { ...found, steps: [] }
  }

  /** With its turns, which cost nothing more, so that one answer serves those who want them and those who do not. */
  async function wayOf(points: Point[], mode: Mode): Promise<Way | undefined> {
    const key = `${mode} ${points.map(legKey).join('>')}`
    const known = ways.get(key)
    if (known) return known
    const found = await front.ask(1, async (): Promise<Way> => {
      try {
        return { route: await provider.route(points, { mode, steps: true }) }
      } catch (error) {
        if (error instanceof Problem && error.code === 'roads/no-way') return {}
        throw error
      }
    })
    if (found) ways.set(key, found.answer)
    return found?.answer
  }

  async function isChanged(points: readonly Point[], mode: Mode): Promise<boolean> {
    for (const [index, to] of points.slice(1).entries()) {
      const detours = await closing!.detours([points[index]!], [to], { mode })
      if (!detours) return false
      if (detours.isChanged[0]![0]) return true
    }
    return false
  }

  /** As for a matrix: a provider that finds no way may only know no street there. */
  async function noWay(points: readonly Point[], mode: Mode): Promise<Problem> {
    const detail = `${provider.name} knows no way there`
    for (const [index, point] of points.entries())
      if (await isOffMap(front, point, mode))
        return roadsProblem('roads/off-map', { detail: `point ${index}: ${point.lat}, ${point.lng}; ${detail}` })
    return roadsProblem('roads/no-way', { detail })
  }
}
