import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeCursor, encodeCursor, type SortKey } from './list.ts'
import { Problem } from './problem.ts'

const written = (keys: unknown) => Buffer.from(JSON.stringify(keys)).toString('base64url')
const refused = (cursor: string, expected: number | SortKey[]) =>
  assert.throws(
    () => decodeCursor(cursor, expected),
    (error) => error instanceof Problem && error.code === 'request/bad-cursor',
    cursor,
  )

test('sort keys come back as they were, names of any script too', () => {
  for (const keys of [
    ['आशा राव', 'usr_1'],
    ['🥛', '~?>'],
    [0, -1.5],
  ])
    assert.deepEqual(decodeCursor(encodeCursor(keys), 2), keys)
  const at = new Date(0).toISOString()
  assert.deepEqual(decodeCursor(encodeCursor([at, 7, 'x']), ['instant', 'number', 'text']), [at, 7, 'x'])
})

test('what we did not make is refused', () => {
  for (const cursor of ['', '%', 'AAAA', written({}), written(['x']), written(['x', null]), written(['a\0', 'x'])])
    refused(cursor, 2)
  for (const key of ['x', '', 1, '2026', '2026-02-30T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'])
    refused(written([key]), ['instant'])
  for (const key of ['1', 1.5, 1e308]) refused(written([key]), ['number'])
})
