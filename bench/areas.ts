// npm run bench:areas [-- --json]: which of 2,000 store areas cover a point, beside a plain loop over the polygons.
import { parseArgs } from 'node:util'
import type { Point, Polygon } from '../contracts/geo.ts'
import { seededRandom } from '../engines/roads/places/random.ts'
import { contains } from '../services/stores/domain/area.ts'
import { indexAreas } from '../services/stores/domain/area-index.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const stores = 2_000
const points = 2_000
const runs = 7

const random = seededRandom(1)
/** A city of 30 km across. */
const anywhere = (): Point => ({ lat: 22.4 + random() * 0.27, lng: 88.2 + random() * 0.29 })

/** An area of some 2 km across with 12 to 100 corners, dented as people draw them. */
function drawn(): Polygon {
  const centre = anywhere()
  const corners = 12 + Math.floor(random() * 89)
  return Array.from({ length: corners }, (_, i) => {
    const turn = (2 * Math.PI * i) / corners
    const degrees = 0.006 + random() * 0.006
    return [centre.lng + degrees * Math.cos(turn), centre.lat + degrees * Math.sin(turn)]
  })
}

const areas = Array.from({ length: stores }, drawn)
const asked = Array.from({ length: points }, anywhere)
const index = indexAreas(areas)
const ways: Record<string, (point: Point) => number> = {
  index: (point) => index.covering(point).length,
  'plain loop': (point) => areas.filter((area) => contains(area, point)).length,
}

const figures = Object.entries(ways).map(([way, count]) => {
  let covered = 0
  const ms = Array.from({ length: runs + 2 }, () => {
    const start = performance.now()
    covered = asked.reduce((sum, point) => sum + count(point), 0)
    return performance.now() - start
  }).slice(2)
  const median = ms.sort((a, b) => a - b)[Math.floor(runs / 2)]!
  const checks = stores * points
  return {
    way,
    covered,
    nsPerPointAndStore: Math.round((median / checks) * 1e8) / 100,
    millionChecksPerS: Math.round(checks / median / 100) / 10,
    usPerPoint: Math.round((median / points) * 1e5) / 100,
  }
})

if (values.json) console.log(JSON.stringify({ stores, points, figures }))
else console.table(figures)
if (new Set(figures.map(({ covered }) => covered)).size > 1) throw new Error('the two do not agree')
