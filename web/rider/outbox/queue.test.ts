import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { RiderTask } from '../../api-client/rider.ts'
import { type Deed, type DeedKind, dismiss, foresee, isNext, nextOf, refusedOf, settle, waitingOf } from './queue.ts'

const deed = (seq: number, kind: DeedKind, taskId = 'a'): Deed => ({
  seq,
  key: `key-${seq}`,
  riderId: 'r',
  kind,
  taskId,
  at: '2026-01-01T10:00:00Z',
  body: {},
  tries: 0,
})
const refusal = { code: 'deliveries/not-yours', message: 'no', state: 'cancelled' as const }
const task = (id: string, state: RiderTask['state']) => ({ id, state, photos: 0 }) as RiderTask

describe('deeds that wait', () => {
  test('are sent oldest first, and only those of who is logged in', () => {
    const queue = [deed(3, 'deliver'), deed(1, 'arrive'), { ...deed(0, 'accept'), riderId: 'other' }]
    assert.equal(nextOf(queue, 'r')?.kind, 'arrive')
    assert.equal(nextOf(queue, 'nobody'), undefined)
  })

  test('fall with a step that was refused before them, but only of the same delivery', () => {
    const queue = [
      deed(1, 'pickup'),
      deed(2, 'arrive'),
      deed(3, 'arrive', 'b'),
      deed(4, 'deliver'),
      deed(5, 'photo', 'b'),
    ]
    const after = settle(queue, 'key-1', { kind: 'refused', refusal })
    assert.deepEqual(
      refusedOf(after).map((each) => [each.seq, each.refusal?.because]),
      [
        [1, undefined],
        [2, 'pickup'],
        [4, 'pickup'],
      ],
    )
    assert.deepEqual(
      waitingOf(after).map((each) => each.seq),
      [3, 5],
    )
    assert.deepEqual(
      dismiss(after, 'key-1').map((each) => each.seq),
      [3, 5],
    )
  })

  test('go on when only a photo was refused', () => {
    const after = settle([deed(1, 'photo'), deed(2, 'deliver')], 'key-1', { kind: 'refused', refusal })
    assert.equal(nextOf(after, 'r')?.kind, 'deliver')
  })

  test('bring the next order to its turn when what is in hand has ended, also without signal', () => {
    const tasks = [task('a', 'arriving'), { ...task('b', 'accepted'), followUp: true }]
    const next = (queue: Deed[]) => {
      const seen = foresee(tasks, queue)
      return seen.map((each) => [each.id, isNext(each, seen)])
    }
    assert.deepEqual(next([]), [
      ['a', false],
      ['b', true],
    ])
    assert.deepEqual(next([deed(1, 'deliver')]), [['b', false]])
    assert.deepEqual(next([deed(1, 'fail')]).at(-1), ['b', true])
  })

  test('are laid over what the server told', () => {
    const tasks = [task('a', 'accepted'), task('b', 'arriving'), task('c', 'offered')]
    const queue = [deed(1, 'arrive'), deed(2, 'pickup'), deed(3, 'deliver', 'b'), deed(4, 'decline', 'c')]
    assert.deepEqual(
      foresee(tasks, queue).map(({ id, state, waiting }) => [id, state, waiting]),
      [['a', 'picked_up', true]],
    )
  })
})

/**
 * A server that takes a key once, a net that loses requests and answers and delivers requests again, and a phone that
 * starts anew from what it has kept.
 */
describe('whatever the net does', () => {
  type Weather = 'fine' | 'request lost' | 'answer lost' | 'sent twice' | 'restart'
  const weather = fc.constantFrom<Weather>('fine', 'request lost', 'answer lost', 'sent twice', 'restart')
  const kinds = fc.constantFrom<DeedKind>('accept', 'arrive', 'pickup', 'deliver', 'contact', 'photo')

  test('every deed arrives once and in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(kinds, fc.constantFrom('a', 'b')), { maxLength: 20 }),
        fc.array(fc.tuple(weather, fc.boolean()), { maxLength: 80 }),
        (wishes, days) => {
          const all = wishes.map(([kind, id], index) => deed(index + 1, kind, id))
          const done: string[] = []
          const inTheAir: string[] = []
          const serve = (key: string) => {
            if (!done.includes(key)) done.push(key)
          }
          let kept: Deed[] = []
          let upcoming = [...all]
          const step = (how: Weather) => {
            const next = nextOf(kept, 'r')
            if (!next) return
            const before = kept
            if (how !== 'request lost') serve(next.key)
            if (how === 'sent twice') inTheAir.push(next.key)
            const answered = how === 'fine' || how === 'sent twice'
            kept = settle(kept, next.key, { kind: answered ? 'done' : 'later' })
            // The phone died after the answer and before it was written down.
            if (how === 'restart') kept = before
          }
          for (const [how, act] of days) {
            if (act && upcoming[0]) [kept, upcoming] = [[...kept, upcoming[0]], upcoming.slice(1)]
            // A copy that was long on its way comes in late.
            if (inTheAir.length > 1) serve(inTheAir.shift()!)
            step(how)
          }
          kept = [...kept, ...upcoming]
          for (let left = kept.length; left > 0; left--) step('fine')
          for (const key of inTheAir) serve(key)
          assert.deepEqual(kept, [])
          assert.deepEqual(
            done,
            all.map((each) => each.key),
          )
        },
      ),
      { numRuns: 500 },
    )
  })

  test('a refusal never lets a later step of the same delivery through', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(kinds, fc.constantFrom('a', 'b')), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        (wishes, which) => {
          let queue = wishes.map(([kind, id], index) => deed(index + 1, kind, id))
          const bad = queue[which % queue.length]!
          const sent: Deed[] = []
          for (let next = nextOf(queue, 'r'); next; next = nextOf(queue, 'r')) {
            const refused = next.key === bad.key
            if (!refused) sent.push(next)
            queue = settle(queue, next.key, refused ? { kind: 'refused', refusal } : { kind: 'done' })
          }
          const isStep = !['contact', 'photo'].includes(bad.kind)
          if (isStep) assert.ok(sent.every((each) => each.taskId !== bad.taskId || each.seq < bad.seq))
          assert.ok(sent.every((each, index) => index === 0 || each.seq > sent[index - 1]!.seq))
        },
      ),
    )
  })
})
