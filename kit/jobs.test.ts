import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currentContext } from './context.ts'
import { startJobs } from './jobs.ts'
import { silentLog } from './log.ts'
import { openMetrics } from './metrics.ts'

const about = { log: silentLog, metrics: openMetrics(), service: 'test' }

test('a job that has more to do is run again at once, until it has not', async () => {
  let left = 5
  const done = Promise.withResolvers<void>()
  const run = async () => {
    left -= 1
    if (left === 0) done.resolve()
    return left > 0
  }
  await using _ = startJobs([{ name: 'count', everyMs: 10, run }], {}, about)
  await done.promise
  assert.ok(left <= 0)
})

test('a job that fails is run again at its next time, with a trace of its own', async () => {
  const traces = new Set<string>()
  const done = Promise.withResolvers<void>()
  const run = async () => {
    traces.add(currentContext()!.traceId)
    if (traces.size === 3) done.resolve()
    throw new Error('not this time')
  }
  await using _ = startJobs([{ name: 'fail', everyMs: 5, run }], {}, about)
  await done.promise
})

test('a job never runs twice at once in a process', async () => {
  let running = 0
  let runs = 0
  const done = Promise.withResolvers<void>()
  const run = async () => {
    running += 1
    assert.equal(running, 1)
    await new Promise((resolve) => setTimeout(resolve, 15))
    running -= 1
    runs += 1
    if (runs === 3) done.resolve()
    return undefined
  }
  await using _ = startJobs([{ name: 'slow', everyMs: 2, run }], {}, about)
  await done.promise
})

test('stopping waits for the run in hand and starts no other', async () => {
  const entered = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  let runs = 0
  const run = async () => {
    runs += 1
    entered.resolve()
    await leave.promise
    return true
  }
  const jobs = startJobs([{ name: 'long', everyMs: 1, run }], {}, about)
  await entered.promise
  const stopped = jobs[Symbol.asyncDispose]()
  leave.resolve()
  await stopped
  assert.equal(runs, 1)
})
