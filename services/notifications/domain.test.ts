import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Channel } from '../../contracts/notifications.ts'
import { type Outcome, ofDevices, type Progress, pauseMs, planChannels, stepAfter } from './domain.ts'

const retry: Outcome = { kind: 'retry', code: '503' }
const unknown: Outcome = { kind: 'unknown', code: 'ECONNRESET' }
const refused: Outcome = { kind: 'refused', code: '21211' }

test('channels are tried as the user wants, where the message is worth it and leads somewhere', () => {
  const reachable = new Set<Channel>(['push', 'email'])
  assert.deepEqual(planChannels(['email', 'sms', 'push'], ['push', 'sms', 'email'], reachable), ['email', 'push'])
  assert.deepEqual(planChannels(['email', 'push'], ['push'], reachable), ['push'])
  assert.deepEqual(planChannels([], ['push'], reachable), [])
})

test('pauses double with jitter, up to a limit', () => {
  assert.equal(pauseMs('sms', 1, 1), 2_000)
  assert.equal(pauseMs('sms', 1, 0), 1_000)
  assert.equal(pauseMs('sms', 3, 1), 8_000)
  assert.equal(pauseMs('sms', 30, 1), 60_000)
})

test('a provider that asks for a longer pause gets it', () => {
  const step = stepAfter(
    { channels: ['sms'], channelIndex: 0, tries: 0 },
    { kind: 'retry', code: '429', afterMs: 30_000 },
    0,
  )
  assert.deepEqual(step, { state: 'due', channelIndex: 0, tries: 1, pauseMs: 30_000 })
})

test('a refused message goes to the next channel at once, and is unsent after the last', () => {
  const progress = { channels: ['sms', 'email'] as const, channelIndex: 0, tries: 2 }
  assert.deepEqual(stepAfter(progress, refused, 0), { state: 'due', channelIndex: 1, tries: 0, pauseMs: 0 })
  assert.deepEqual(stepAfter({ ...progress, channelIndex: 1 }, refused, 0), { state: 'unsent' })
})

test('silence ends an SMS or email, and repeats a push', () => {
  assert.deepEqual(stepAfter({ channels: ['sms', 'email'], channelIndex: 0, tries: 0 }, unknown, 0), {
    state: 'unknown',
  })
  assert.equal(stepAfter({ channels: ['push', 'sms'], channelIndex: 0, tries: 0 }, unknown, 0).state, 'due')
})

test('whatever providers answer, a message ends, and what may have left by SMS or email never goes again', () => {
  const channels = fc.uniqueArray(fc.constantFrom<Channel>('push', 'sms', 'email'), { minLength: 1 })
  const outcome = fc.constantFrom<Outcome>(retry, unknown, refused, { kind: 'sent', providerId: 'x' })
  fc.assert(
    fc.property(channels, fc.infiniteStream(outcome), (planned, outcomes) => {
      let progress: Progress = { channels: planned, channelIndex: 0, tries: 0 }
      for (let attempts = 1; ; attempts++) {
        assert.ok(attempts <= 20, 'it goes on for ever')
        const answered = outcomes.next().value as Outcome
        const channel = planned[progress.channelIndex]
        const step = stepAfter(progress, answered, 0.5)
        if (answered.kind === 'unknown' && channel !== 'push') assert.equal(step.state, 'unknown')
        if (step.state !== 'due') return
        assert.ok(step.channelIndex >= progress.channelIndex)
        progress = { channels: planned, channelIndex: step.channelIndex, tries: step.tries }
      }
    }),
  )
})

test('one device that got a push is enough', () => {
  const sent: Outcome = { kind: 'sent', providerId: 'x' }
  assert.deepEqual(ofDevices([refused, retry, sent]), sent)
  assert.deepEqual(ofDevices([refused, retry]), retry)
  assert.deepEqual(ofDevices([refused]), refused)
})
