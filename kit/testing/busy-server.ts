import Type from 'typebox'
import { common } from '../../contracts/problem.ts'
import { addRoutes, openServer, type ServerOptions } from '../http.ts'
import { silentLog } from '../log.ts'
import { openMetrics } from '../metrics.ts'
import { routesOf } from '../routes.ts'
import { openShedder, type Priority } from '../shedding.ts'

/**
 * A process of its own for tests and benchmarks of overload: every request keeps it busy for so many milliseconds (the
 * first argument). Tells its address to its parent; `shed` as second argument lets it refuse.
 */
const [workMs, shed] = [Number(process.argv[2]), process.argv[3] === 'shed']
const route = routesOf<null>()
const work = async () => {
  const until = performance.now() + workMs
  while (performance.now() < until) {}
  return {}
}
const routeOf = (path: string, priority: Priority) =>
  route({ method: 'GET', path, summary: path, access: 'public', answer: Type.Object({}), priority }, work)

const metrics = openMetrics()
const options: ServerOptions = {
  log: silentLog,
  metrics,
  authenticate: async () => {
    throw common('auth/invalid-token')
  },
  ready: async () => {},
  ...(shed ? { shedder: openShedder({ inFlightMax: 600, lagMs: 60, metrics }) } : {}),
}
const app = openServer(options)
addRoutes(app, [routeOf('/browse', 'browse'), routeOf('/orders', 'progress')], null, options)
process.send!(await app.listen({ port: 0, host: '127.0.0.1' }))
process.on('disconnect', () => process.exit(0))
