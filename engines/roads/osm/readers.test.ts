import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { MadeMap } from '../../../city/map/osm.ts'
import { toPbf, toXml } from '../../../city/map/write.ts'
import { sharedCity, temporaryFolder } from '../testing/maps.ts'
import type { Member, Tags } from './elements.ts'
import { readOsm } from './read.ts'

const small: MadeMap = {
  nodes: [
    { id: 7, lat: 22.5964916, lng: 88.4174395, tags: { name: 'A & "B" <C>', amenity: 'cafe' } },
    { id: 12_345_678_901, lat: -33.0000001, lng: -70.5 },
    { id: 12_345_678_902, lat: 0, lng: 0, tags: { name: 'चाय' } },
  ],
  ways: [{ id: 5, refs: [12_345_678_901, 7, 404], tags: { highway: 'residential', name: 'झील रोड' } }],
  relations: [
    {
      id: 9,
      members: [
        { type: 'way', ref: 12_345_678_905, role: 'from' },
        { type: 'node', ref: 7, role: 'via' },
        { type: 'relation', ref: 8, role: '' },
      ],
      tags: { type: 'restriction', restriction: 'no_left_turn' },
    },
  ],
}

async function read(bytes: Uint8Array | string, name = 'map') {
  await using folder = await temporaryFolder()
  const path = join(folder.path, name)
  await writeFile(path, bytes)
  return await readPath(path)
}

async function readPath(path: string) {
  const nodes: [number, number, number, Tags][] = []
  const ways: [number, number[], Tags][] = []
  const relations: [number, readonly Member[], Tags][] = []
  await readOsm(path, {
    node: (id, latE7, lngE7, tags) => nodes.push([id, latE7, lngE7, tags]),
    way: (id, refs, tags) => ways.push([id, [...refs], tags]),
    relation: (id, members, tags) => relations.push([id, members, tags]),
  })
  return { nodes, ways, relations }
}

const expected = {
  nodes: [
    [7, 225964916, 884174395, { name: 'A & "B" <C>', amenity: 'cafe' }],
    [12_345_678_901, -330000001, -705000000, null],
    [12_345_678_902, 0, 0, { name: 'चाय' }],
  ],
  ways: [[5, [12_345_678_901, 7, 404], { highway: 'residential', name: 'झील रोड' }]],
  relations: [[9, small.relations![0]!.members, { type: 'restriction', restriction: 'no_left_turn' }]],
}

test('the same map reads the same from PBF, from gzipped XML and from plain XML', async () => {
  assert.deepEqual(await read(toPbf(small)), expected)
  assert.deepEqual(await read(gzipSync(toXml(small))), expected)
  assert.deepEqual(await read(toXml(small)), expected)
})

test('a map that is cut off anywhere is called truncated or malformed, never read as whole', async () => {
  const files = [toPbf(small), gzipSync(toXml(small)), Buffer.from(toXml(small).trimEnd())]
  for (const file of files) {
    for (let length = 0; length < file.length; length++) {
      // A PBF that ends exactly between two blobs cannot be told from a smaller map.
      const error = await read(file.subarray(0, length)).then(
        () => 'read',
        (caught) => caught.code,
      )
      if (error === 'read') assert.ok(file === files[0], `cut at ${length} of ${file.length} read as whole`)
      else assert.match(error, /^roads\/map-(truncated|malformed)$/, `cut at ${length} of ${file.length}`)
    }
  }
  await assert.rejects(read(files[0]!.subarray(0, files[0]!.length - 1)), { code: 'roads/map-truncated' })
  await assert.rejects(read(files[1]!.subarray(0, files[1]!.length - 9)), { code: 'roads/map-truncated' })
  await assert.rejects(read(files[2]!.subarray(0, files[2]!.length - 1)), { code: 'roads/map-truncated' })
})

test('damage gives one problem with a code, whatever byte is hit', async () => {
  const file = toPbf(small)
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length - 1), fc.nat(255), async (position, value) => {
      const damaged = Buffer.from(file)
      damaged[position] = value
      const code = await read(damaged).then(
        () => 'roads/map-read',
        (error) => error.code,
      )
      assert.match(String(code), /^roads\/map-/)
    }),
    { numRuns: 200 },
  )
})

test('what is no map is called malformed, and what is not there is called missing', async () => {
  await assert.rejects(read('{"type":"FeatureCollection","features":[]}'), { code: 'roads/map-malformed' })
  await assert.rejects(read('<html><body>Not found</body></html>'), { code: 'roads/map-malformed' })
  await assert.rejects(read('<osm version="0.6"><node id="1" lat="91" lon="0"/></osm>'), {
    code: 'roads/map-malformed',
  })
  await assert.rejects(read('<osm version="0.6"><node id="x" lat="1" lon="0"/></osm>'), { code: 'roads/map-malformed' })
  await assert.rejects(read('<osm version="0.6"><node id="1" lat="1" </osm>'), { code: 'roads/map-malformed' })
  await assert.rejects(readPath('/nowhere/city.osm.pbf'), { code: 'roads/map-missing' })
})

const pbf = sharedCity('kolkata-saltlake.osm.pbf')
const gz = sharedCity('kolkata-saltlake.osm.gz')

test('Kolkata reads the same from both of its files', { skip: pbf && gz ? false : 'no shared data' }, async () => {
  const [a, b] = [await readPath(pbf!), await readPath(gz!)]
  assert.equal(a.nodes.length, 185_595)
  assert.equal(a.ways.length, 38_284)
  assert.equal(a.relations.length, 116)
  assert.deepEqual(a, b)
})

test('Kolkata cut in half is truncated', { skip: pbf && gz ? false : 'no shared data' }, async () => {
  for (const file of [pbf!, gz!]) {
    const bytes = await readFile(file)
    await assert.rejects(read(bytes.subarray(0, bytes.length >> 1)), { code: 'roads/map-truncated' })
  }
})
