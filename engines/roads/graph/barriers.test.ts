import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distanceM } from '../../../contracts/geo.ts'
import { type Mode, modes } from '../port.ts'
import { at, openMade } from '../testing/maps.ts'

/** A square block of 400 m, its diagonal from south-west to north-east with a node in the middle, and a side street there. */
const corners = [
  { id: 1, east: 0, north: 0 },
  { id: 2, east: 400, north: 0 },
  { id: 3, east: 400, north: 400 },
  { id: 4, east: 0, north: 400 },
]
const ring = { refs: [1, 2, 3, 4, 1] }
const middle = (tags: Record<string, string>) => ({ id: 5, east: 200, north: 200, tags })
const [southWest, northEast] = [at(0, 0), at(400, 400)]
const diagonalM = 400 * Math.SQRT2

const cases: [what: string, tags: Record<string, string>, passing: readonly Mode[]][] = [
  ['no barrier at all', { barrier: 'no', access: 'private' }, modes],
  ['a bollard', { barrier: 'bollard' }, ['bicycle', 'foot']],
  ['a bollard that motorcycles pass', { barrier: 'bollard', motorcycle: 'yes' }, modes],
  ['a block', { barrier: 'block' }, ['bicycle', 'foot']],
  ['a bollard that is for walkers', { barrier: 'bollard', access: 'no', foot: 'yes' }, ['foot']],
  ['a gate', { barrier: 'gate' }, modes],
  ['a locked gate', { barrier: 'gate', locked: 'yes' }, []],
  ['a locked gate to which one has the key', { barrier: 'gate', locked: 'yes', access: 'yes' }, modes],
  ['a private gate', { barrier: 'gate', access: 'private' }, []],
  ['a gate for no vehicles', { barrier: 'lift_gate', vehicle: 'no' }, ['foot']],
  ['a lift gate for no motors', { barrier: 'lift_gate', motor_vehicle: 'no' }, ['bicycle', 'foot']],
  ['a private lift gate that bicycles pass', { barrier: 'lift_gate', access: 'private', bicycle: 'yes' }, ['bicycle']],
  ['a toll booth', { barrier: 'toll_booth' }, modes],
  ['a kissing gate', { barrier: 'kissing_gate' }, ['foot']],
  ['a cycle barrier', { barrier: 'cycle_barrier' }, ['bicycle', 'foot']],
]

for (const [what, tags, passing] of cases)
  test(`${what} is passed by ${passing.join(', ') || 'nobody'}`, async () => {
    // One street, and two that meet at the barrier.
    for (const streets of [[{ refs: [1, 5, 3] }], [{ refs: [1, 5] }, { refs: [3, 5] }]]) {
      const roads = await openMade([...corners, middle(tags)], [ring, ...streets])
      for (const mode of modes) {
        const { distanceM } = await roads.route([southWest, northEast], { mode })
        assert.ok(Math.abs(distanceM - (passing.includes(mode) ? diagonalM : 800)) < 3, `${mode}: ${distanceM} m`)
        assert.equal((await roads.prepare(mode)).barriers, passing.includes(mode) ? 0 : 1)
      }
    }
  })

test('both sides of a barrier are reached, each from its own end', async () => {
  const roads = await openMade([...corners, middle({ barrier: 'bollard' })], [ring, { refs: [1, 5, 3] }])
  const [before, behind] = [at(190, 190), at(210, 210)]
  assert.ok(distanceM(before, behind) < 30)
  const metres = async (mode: Mode) => Math.round((await roads.route([before, behind], { mode })).distanceM)
  assert.equal(await metres('foot'), 28)
  // Back to the one corner, around two sides of the block, and in from the other.
  assert.ok(Math.abs((await metres('motorbike')) - (800 + diagonalM - 28)) < 4)
  assert.equal(Math.round((await roads.route([before, southWest])).distanceM), Math.round(190 * Math.SQRT2))
})

test('a barrier on a crossing cuts nothing: it is not said which street is barred', async () => {
  const spots = [...corners, middle({ barrier: 'gate', access: 'private' }), { id: 6, east: 100, north: 300 }]
  const roads = await openMade(spots, [ring, { refs: [1, 5, 3] }, { refs: [5, 6] }])
  assert.ok(Math.abs((await roads.route([southWest, northEast])).distanceM - diagonalM) < 3)
  assert.equal(roads.report.graph.barriers, 0)
})

test('what lies behind barriers on all sides is left out like any other island', async () => {
  const spots = [...corners, middle({ barrier: 'block' }), { id: 6, east: 200, north: 300 }]
  const roads = await openMade(spots, [ring, { refs: [1, 5, 6] }])
  assert.equal(roads.report.graph.droppedSegments, 1)
  assert.equal((await roads.prepare('foot')).droppedSegments, 0)
})
