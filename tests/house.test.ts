import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testHouse } from './house.ts'

test('a house without a request answers that it is alive and ready', async () => {
  await using house = await testHouse()
  const healthy = await house.gateway!.inject('/healthz')
  assert.equal(healthy.statusCode, 200)
  const ready = await house.gateway!.inject('/readyz')
  assert.equal(ready.statusCode, 200)
  const missing = await house.gateway!.inject('/v1/nothing-here')
  assert.equal(missing.statusCode, 404)
  assert.equal(missing.json().code, 'request/not-found')
})
