import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRoads } from '../graph-roads.ts'
import { at, openMade, type Spot, sharedCity, temporaryFolder } from '../testing/maps.ts'

const corners: Spot[] = [
  { id: 1, east: 0, north: 0 },
  { id: 2, east: 600, north: 0 },
  { id: 3, east: 600, north: 600 },
  { id: 4, east: 0, north: 600 },
  { id: 10, east: 100, north: 20, tags: { 'addr:housenumber': '12', 'addr:street': 'Lake Road' } },
  {
    id: 11,
    east: 130,
    north: 20,
    tags: { 'addr:housenumber': '14', 'addr:street': 'Lake Road', name: 'Green Heights', building: 'yes' },
  },
  { id: 12, east: 500, north: 30, tags: { name: 'Sanjeevani Pharmacy', amenity: 'pharmacy' } },
  { id: 13, east: 520, north: 580, tags: { name: '77', building: 'yes' } },
  { id: 14, east: 300, north: 300, tags: { name: 'Salt Lake', place: 'neighbourhood' } },
  { id: 15, east: 300, north: 350, tags: { name: 'Bidhannagar', place: 'suburb' } },
  { id: 16, east: 0, north: 400, tags: { name: 'Sanjeevani Pharmacy', amenity: 'pharmacy' } },
]
const streets = [
  { refs: [1, 2], tags: { name: 'Lake Road' } },
  { refs: [2, 3] },
  { refs: [3, 4], tags: { name: 'Mahatma Gandhi Road' } },
  { refs: [4, 1] },
]
const opened = openMade(corners, streets)

test('a house has its address, a street its name, and a nameless street the nearest thing that people know', async () => {
  const roads = await opened
  assert.equal((await roads.reverse(at(102, 15)))!.label, '12, Lake Road, Salt Lake, Bidhannagar')
  assert.equal((await roads.reverse(at(131, 19)))!.line1, 'Green Heights, 14, Lake Road')
  assert.equal((await roads.reverse(at(300, 5)))!.line1, 'Lake Road')
  assert.equal((await roads.reverse(at(480, 8)))!.line1, 'Lake Road, near Sanjeevani Pharmacy')
  assert.deepEqual(await roads.reverse(at(600, 200)).then((place) => [place!.line1, place!.line2]), [
    'near Sanjeevani Pharmacy',
    'Salt Lake, Bidhannagar',
  ])
  assert.equal(await roads.reverse(at(9_000, 9_000)), null)
})

test('a building that has only a number for a name is a house, never a landmark', async () => {
  const roads = await opened
  assert.equal((await roads.reverse(at(522, 585)))!.line1, '77, Mahatma Gandhi Road')
})

test('people find what they look for with prefixes, slips, abbreviations and house numbers', async () => {
  const roads = await opened
  const first = async (text: string) => (await roads.geocode(text))[0]?.line1
  assert.equal(await first('Lake Road'), 'Lake Road')
  assert.equal(await first('lake rd'), 'Lake Road')
  assert.equal(await first('mahat gandhi'), 'Mahatma Gandhi Road')
  assert.equal(await first('mahatma ghandi road'), 'Mahatma Gandhi Road')
  assert.equal(await first('12 lake road'), '12, Lake Road')
  assert.equal(await first('12, Lake Rd, Salt Lake'), '12, Lake Road')
  assert.equal(await first('999 lake road'), 'Lake Road')
  assert.equal(await first('green hieghts'), 'Green Heights, 14, Lake Road')
  assert.equal(await first('bidhannagar'), 'Bidhannagar')
  assert.deepEqual(await roads.geocode('   '), [])
  assert.deepEqual(await roads.geocode('x'.repeat(5_000)), [])
})

test('of two with one name the nearer comes first', async () => {
  const roads = await opened
  for (const near of [at(500, 0), at(0, 420)]) {
    const [first, second] = await roads.geocode('sanjeevani pharmacy', near)
    assert.ok(first!.distanceM! < second!.distanceM!)
  }
  await assert.rejects(roads.geocode('lake', { lat: 100, lng: 0 }), { code: 'roads/bad-point' })
})

test('made-up homes are on lived-in streets, all different, and the same for the same seed', async () => {
  const roads = await opened
  const homes = roads.addresses({ count: 40, seed: 3 })
  assert.equal(homes.length, 40)
  assert.equal(new Set(homes.map(({ line1, line2 }) => `${line1}|${line2}`)).size, 40)
  for (const home of homes) assert.ok((await roads.snap(home))!.distanceM < 61)
  assert.deepEqual(roads.addresses({ count: 40, seed: 3 }), homes)
  assert.notDeepEqual(roads.addresses({ count: 40, seed: 4 }), homes)
})

const kolkata = sharedCity('kolkata-saltlake.osm.pbf')

test('Kolkata has useful addresses although most of its streets have no name', {
  skip: kolkata ? false : 'no shared data',
}, async () => {
  await using folder = await temporaryFolder()
  const roads = await openRoads({ file: kolkata!, cacheDir: folder.path })
  const homes = roads.addresses({ count: 500, seed: 1 })
  assert.equal(homes.length, 500)
  const vague = homes.filter(({ line1, line2 }) => line1.includes('Unnamed') || line2 === '')
  assert.ok(vague.length <= 10, `${vague.length} of 500 say nothing`)
  const labels = async (text: string) =>
    (await roads.geocode(text, { lat: 22.58, lng: 88.41 })).map(({ label }) => label)
  assert.ok((await labels('57 BD block'))[0]!.startsWith('57, BD Block'))
  assert.ok((await labels('bagmri road'))[0]!.startsWith('Bagmari Road'))
  assert.ok((await labels('karunamoye')).some((label) => label.includes('Karunamoyee')))
})
