/** What every way of live messages must do. Each adapter runs it: `liveSuite('redis', open)`. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { LiveMessage } from '../../contracts/live.ts'
import type { Live } from '../../kit/live.ts'
import { eventually } from '../../tests/eventually.ts'

export interface LiveUnderTest extends AsyncDisposable {
  /** The same as two processes see it; within one process both are one. */
  readonly one: Live
  readonly two: Live
}

export const changed = (id: string): LiveMessage => ({ type: 'changed', data: { id } })

/** What is heard of a topic, in order. Listening has begun when it resolves. */
export async function listen(live: Live, topic: string) {
  const heard: string[] = []
  const leave = live.subscribe(topic, (message) => void heard.push((message as { data: { id: string } }).data.id))
  await live.heard(topic)
  return { heard, leave }
}

export function liveSuite(name: string, open: () => Promise<LiveUnderTest>): void {
  const it = (title: string, run: () => Promise<void>) => test(`live ${name}: ${title}`, { timeout: 30_000 }, run)
  let under: LiveUnderTest
  const newTopic = () => `picks:${randomUUID()}`
  before(async () => {
    under = await open()
  })
  after(() => under?.[Symbol.asyncDispose]())

  it('tells who listens in the same process at once', async () => {
    const topic = newTopic()
    const { heard, leave } = await listen(under.one, topic)
    under.one.publish(topic, changed('a'))
    assert.deepEqual(heard, ['a'])
    leave()
  })

  it('tells another process, in order and each message once', async () => {
    const topic = newTopic()
    const near = await listen(under.one, topic)
    const far = await listen(under.two, topic)
    const ids = Array.from({ length: 300 }, (_, index) => String(index))
    for (const id of ids) under.one.publish(topic, changed(id))
    await eventually('all have come', () => far.heard.length >= ids.length)
    under.one.publish(topic, changed('last'))
    await eventually('the last has come', () => far.heard.includes('last'))
    assert.deepEqual(far.heard, [...ids, 'last'])
    assert.deepEqual(near.heard, [...ids, 'last'])
    near.leave()
    far.leave()
  })

  it('tells both ways between two processes', async () => {
    const topic = newTopic()
    const [first, second] = [await listen(under.one, topic), await listen(under.two, topic)]
    under.one.publish(topic, changed('from one'))
    await eventually('it has come', () => second.heard.length > 0)
    under.two.publish(topic, changed('from two'))
    await eventually('it has come', () => first.heard.length > 1)
    assert.deepEqual([first.heard, second.heard].map(String), ['from one,from two', 'from one,from two'])
    first.leave()
    second.leave()
  })

  it('tells nobody of other topics, nor who has left', async () => {
    const [topic, other] = [newTopic(), newTopic()]
    const here = await listen(under.two, topic)
    const gone = await listen(under.two, other)
    const stays = await listen(under.two, other)
    gone.leave()
    gone.leave()
    under.one.publish(other, changed('other'))
    await eventually('who stays hears', () => stays.heard.length > 0)
    under.one.publish(topic, changed('mine'))
    await eventually('it has come', () => here.heard.length > 0)
    assert.deepEqual([here.heard, gone.heard, stays.heard], [['mine'], [], ['other']])
    stays.leave()
    const again = await listen(under.two, other)
    under.one.publish(other, changed('again'))
    await eventually('it has come', () => again.heard.length > 0)
    assert.deepEqual([stays.heard, again.heard], [['other'], ['again']])
    again.leave()
    here.leave()
  })

  it('carries texts of any script, and what is larger than usual', async () => {
    const topic = newTopic()
    const { heard, leave } = await listen(under.two, topic)
    for (const id of ['दूध', '"\\\'\n', 'x'.repeat(6_000)]) {
      under.one.publish(topic, changed(id))
      await eventually('it has come', () => heard.at(-1) === id)
    }
    leave()
  })

  it('carries on after a message that is far too large', async () => {
    const topic = newTopic()
    const { heard, leave } = await listen(under.two, topic)
    under.one.publish(topic, changed('x'.repeat(200_000)))
    under.one.publish(topic, changed('small'))
    await eventually('it has come', () => heard.includes('small'))
    leave()
  })

  it('follows many topics at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 500 }, async () => {
        const topic = newTopic()
        return { topic, ...(await listen(under.two, topic)) }
      }),
    )
    for (const { topic } of all) under.one.publish(topic, changed(topic))
    await eventually('all have come', () => all.every(({ topic, heard }) => heard[0] === topic && heard.length === 1))
    for (const { leave } of all) leave()
  })
}
