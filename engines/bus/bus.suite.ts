import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Envelope } from '../../contracts/event.ts'
import { newId } from '../../contracts/ids.ts'
import { type Bus, RefusedEvents } from '../../kit/bus.ts'

export type BusUnderTest = AsyncDisposable & {
  /** The log as another process of the same installation sees it. */
  join(): Promise<Bus>
  /** Breaks the connections of a member, as a process that dies does: it says goodbye to nobody. */
  cut(member: Bus): Promise<void>
  /** Puts bytes into the log that may be no event, under a key, where such a thing can be. */
  put?(key: string, body: string): Promise<void>
}

const event = (name: string, key: string, data: unknown = {}): Envelope => ({
  id: newId('event'),
  name,
  version: 1,
  key,
  at: new Date().toISOString(),
  trace: '0af7651916cd43dd8448eb211c80319c',
  data,
})

/** Gathers what arrives, and lets a test wait for so many. */
function gathering() {
  const events: Envelope[] = []
  const batches: number[] = []
  let changed = Promise.withResolvers<void>()
  const until = async (enough: () => boolean) => {
    while (!enough()) await changed.promise
  }
  return {
    events,
    batches,
    keysOf: () => events.map((each) => each.key),
    hear: async (batch: Envelope[]) => {
      events.push(...batch)
      batches.push(batch.length)
      changed.resolve()
      changed = Promise.withResolvers()
    },
    until,
    atLeast: (count: number) => until(() => events.length >= count),
  }
}

/** What every event log does for Tokri. */
export function busSuite(engine: string, open: () => Promise<BusUnderTest>) {
  let under: BusUnderTest
  let bus: Bus
  let turn = 0
  /** An event name and a group of this test alone, since the log and its groups are kept. */
  const fresh = () => {
    turn += 1
    return { name: `test.happened_${turn}`, group: `group-${turn}` }
  }
  const it = (title: string, run: (t: TestContext) => Promise<void>) =>
    test(`${engine}: ${title}`, { timeout: 60_000 }, run)

  before(async () => {
    under = await open()
    bus = await under.join()
  })
  after(
    async () => {
      await bus[Symbol.asyncDispose]()
      await under[Symbol.asyncDispose]()
    },
    { timeout: 60_000 },
  )

  it('an event arrives as it was sent', async () => {
    const { name, group } = fresh()
    const heard = gathering()
    await using _ = await bus.subscribe(group, [name], heard.hear)
    const sent = event(name, 'key-1', { amount: 12, text: 'दूध ✓', list: [1, null], nested: { yes: true } })
    const { trace: _trace, ...untraced } = event(name, 'key-1')
    await bus.append([sent, untraced])
    await heard.atLeast(2)
    assert.deepEqual(heard.events, [sent, untraced])
  })

  it('events of a key keep their order, across many appends at once', async () => {
    const { name, group } = fresh()
    const heard = gathering()
    await using _ = await bus.subscribe(group, [name], heard.hear)
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`)
    await Promise.all(
      keys.map(async (key) => {
        for (let step = 0; step < 10; step += 2)
          await bus.append([event(name, key, { step }), event(name, key, { step: step + 1 })])
      }),
    )
    await heard.atLeast(200)
    for (const key of keys) {
      const steps = heard.events.filter((each) => each.key === key).map((each) => (each.data as { step: number }).step)
      assert.deepEqual(steps, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    }
  })

  it('a group hears only the names that it asked for, from the start of the log', async () => {
    const { name, group } = fresh()
    await bus.append([event(name, 'before'), event(`${name}_other`, 'other')])
    const heard = gathering()
    await using _ = await bus.subscribe(group, [name], heard.hear)
    await heard.atLeast(1)
    await bus.append([event(`${name}_other`, 'other'), event(name, 'after')])
    await heard.atLeast(2)
    assert.deepEqual(heard.keysOf(), ['before', 'after'])
  })

  it('what was handled does not come again after a restart, what was not does', async () => {
    const { name, group } = fresh()
    const first = gathering()
    const subscription = await bus.subscribe(group, [name], first.hear)
    await bus.append([event(name, 'one')])
    await first.atLeast(1)
    await subscription.stop()
    await bus.append([event(name, 'two')])
    const second = gathering()
    await using other = await under.join()
    await using _ = await other.subscribe(group, [name], second.hear)
    await second.atLeast(1)
    assert.deepEqual(second.keysOf(), ['two'])
    assert.deepEqual(first.keysOf(), ['one'])
  })

  it('each event goes to one member of a group, in one process and in several', async () => {
    const { name, group } = fresh()
    const members = [gathering(), gathering(), gathering()]
    await using other = await under.join()
    await using _a = await bus.subscribe(group, [name], members[0]!.hear)
    await using _b = await bus.subscribe(group, [name], members[1]!.hear)
    await using _c = await other.subscribe(group, [name], members[2]!.hear)
    const sent = Array.from({ length: 300 }, (_, index) => event(name, `key-${index % 7}`, { index }))
    for (let from = 0; from < sent.length; from += 30) await bus.append(sent.slice(from, from + 30))
    const all = () => members.flatMap((member) => member.events)
    while (all().length < sent.length)
      await Promise.race(members.map((member) => member.atLeast(member.events.length + 1)))
    assert.deepEqual(
      all()
        .map((each) => each.id)
        .sort(),
      sent.map((each) => each.id).sort(),
    )
  })

  it('two groups each hear everything', async () => {
    const { name, group } = fresh()
    const [one, two] = [gathering(), gathering()]
    await using _a = await bus.subscribe(`${group}-a`, [name], one.hear)
    await using _b = await bus.subscribe(`${group}-b`, [name], two.hear)
    await bus.append([event(name, 'x'), event(name, 'y')])
    await Promise.all([one.atLeast(2), two.atLeast(2)])
    assert.deepEqual(one.keysOf().toSorted(), ['x', 'y'])
    assert.deepEqual(two.keysOf().toSorted(), ['x', 'y'])
  })

  it('when the reader of a group dies, another goes on where it stopped', async () => {
    const { name, group } = fresh()
    const [dying, standing] = [gathering(), gathering()]
    const victim = await under.join()
    const lost = await victim.subscribe(group, [name], dying.hear)
    await victim.append([event(name, 'one')])
    await dying.atLeast(1)
    await using _ = await bus.subscribe(group, [name], standing.hear)
    const stopped = lost.stop()
    await under.cut(victim)
    await bus.append([event(name, 'two')])
    // What was handled and not yet noted comes once more, maybe by itself: at least once, and nothing is missing.
    await standing.until(() => standing.keysOf().at(-1) === 'two')
    await stopped
    await victim[Symbol.asyncDispose]()
  })

  it('a member whose connection breaks while it lives goes on afterwards, and nothing is missing', async () => {
    const { name, group } = fresh()
    const heard = gathering()
    await using member = await under.join()
    await using _ = await member.subscribe(group, [name], heard.hear)
    await bus.append([event(name, 'one')])
    await heard.atLeast(1)
    await under.cut(member)
    await bus.append([event(name, 'two')])
    while (!heard.keysOf().includes('two')) await heard.atLeast(heard.events.length + 1)
    assert.equal(heard.keysOf()[0], 'one')
  })

  it('a batch whose handling fails comes again, whole and in order', async () => {
    const { name, group } = fresh()
    const heard = gathering()
    const failed: string[][] = []
    await using _ = await bus.subscribe(group, [name], async (batch) => {
      if (failed.length < 2) {
        failed.push(batch.map((each) => each.data as string))
        throw new Error('not now')
      }
      await heard.hear(batch)
    })
    await bus.append([event(name, 'key', 'one'), event(name, 'key', 'two'), event(name, 'key', 'three')])
    await heard.atLeast(3)
    assert.deepEqual(
      heard.events.map((each) => each.data),
      ['one', 'two', 'three'],
    )
    assert.deepEqual(failed, [
      ['one', 'two', 'three'],
      ['one', 'two', 'three'],
    ])
  })

  it('stopping waits for the batch in hand', async () => {
    const { name, group } = fresh()
    const entered = Promise.withResolvers<void>()
    const leave = Promise.withResolvers<void>()
    let finished = false
    const subscription = await bus.subscribe(group, [name], async () => {
      entered.resolve()
      await leave.promise
      finished = true
    })
    await bus.append([event(name, 'one')])
    await entered.promise
    const stopped = subscription.stop()
    leave.resolve()
    await stopped
    assert.equal(finished, true)
  })

  it('a follower hears from now on, every process for itself', async () => {
    const { name } = fresh()
    await bus.append([event(name, 'before')])
    await using other = await under.join()
    const [here, there] = [gathering(), gathering()]
    await using _a = await bus.follow([name], here.hear)
    await using _b = await other.follow([name], there.hear)
    await bus.append([event(name, 'after')])
    await Promise.all([here.atLeast(1), there.atLeast(1)])
    assert.deepEqual(here.keysOf(), ['after'])
    assert.deepEqual(there.keysOf(), ['after'])
  })

  it('what was appended twice comes at least once under the same id: the inbox sorts it out', async () => {
    const { name, group } = fresh()
    const heard = gathering()
    await using _ = await bus.subscribe(group, [name], heard.hear)
    const [again, last] = [event(name, 'again'), event(name, 'last')]
    await bus.append([again])
    await bus.append([again])
    await bus.append([last])
    while (!heard.keysOf().includes('last')) await heard.atLeast(heard.events.length + 1)
    assert.deepEqual(new Set(heard.events.map((each) => each.id)), new Set([again.id, last.id]))
  })

  it('an append is all or nothing', async () => {
    const { name } = fresh()
    const since = new Date(Date.now() - 60_000)
    const broken = { ...event(name, 'broken'), at: 'not a time' }
    await assert.rejects(bus.append([event(name, 'good'), broken]))
    for await (const batch of bus.read({ since, names: [name] })) assert.fail(`${batch.length} events were kept`)
  })

  it('the log can be read again from an instant on, by name and by key', async () => {
    const { name } = fresh()
    const old = { ...event(name, 'a'), at: new Date(Date.now() - 3_600_000).toISOString() }
    const now = [event(name, 'a'), event(name, 'b'), event(`${name}_other`, 'a')]
    await bus.append([old, ...now])
    const read = async (options: { names?: string[]; key?: string }) => {
      const found: string[] = []
      for await (const batch of bus.read({ since: new Date(Date.now() - 60_000), ...options }))
        found.push(...batch.filter((each) => each.name.startsWith(name)).map((each) => each.id))
      return found
    }
    assert.deepEqual((await read({ names: [name] })).toSorted(), [now[0]!.id, now[1]!.id].toSorted())
    assert.deepEqual(await read({ names: [name], key: 'b' }), [now[1]!.id])
    assert.deepEqual(await read({ key: 'a' }), [now[0]!.id, now[2]!.id])
  })

  it('10,000 events arrive in batches, each once and in the order of their keys', async () => {
    const { name, group } = fresh()
    const heard = gathering()
    await using _ = await bus.subscribe(group, [name], heard.hear)
    for (let from = 0; from < 10_000; from += 500)
      await bus.append(Array.from({ length: 500 }, (_, index) => event(name, `key-${index % 50}`, { n: from + index })))
    await heard.atLeast(10_000)
    for (let key = 0; key < 50; key += 1)
      assert.deepEqual(
        heard.events.filter((each) => each.key === `key-${key}`).map((each) => (each.data as { n: number }).n),
        Array.from({ length: 200 }, (_, index) => key + index * 50),
      )
    assert.ok(heard.batches.length < 2_000, `${heard.batches.length} batches`)
    assert.ok(Math.max(...heard.batches) <= 500)
  })

  it('while members come, go and die, each of 20,000 events is applied once, and each key in order', async () => {
    const { name, group } = fresh()
    const total = 20_000
    const inbox = new Set<string>()
    const applied = new Map<string, number[]>()
    let changed = Promise.withResolvers<void>()
    /** What the reactions of a service do: the inbox and the effect together. */
    const apply = async (batch: Envelope[]) => {
      for (const { id, key, data } of batch) {
        if (inbox.has(id)) continue
        inbox.add(id)
        applied.set(key, [...(applied.get(key) ?? []), data as number])
      }
      changed.resolve()
      changed = Promise.withResolvers()
    }
    const reaches = async (count: number) => {
      while (inbox.size < count) await changed.promise
    }
    const member = async () => {
      const joined = await under.join()
      const subscription = await joined.subscribe(group, [name], apply)
      return {
        bus: joined,
        leave: async () => {
          await subscription.stop()
          await joined[Symbol.asyncDispose]()
        },
      }
    }
    const first = await member()
    const sending = (async () => {
      for (let from = 0; from < total; from += 200)
        await bus.append(Array.from({ length: 200 }, (_, index) => event(name, `key-${index % 40}`, from + index)))
    })()
    await reaches(1_000)
    const second = await member()
    const third = await member()
    await first.leave()
    await under.cut(second.bus)
    const fourth = await member()
    await third.leave()
    await sending
    await reaches(total)
    for (let key = 0; key < 40; key += 1)
      assert.deepEqual(
        applied.get(`key-${key}`),
        Array.from({ length: total / 40 }, (_, index) => key + index * 40),
      )
    await Promise.all([second.leave(), fourth.leave()])
  })

  it('what is no event is kept aside with its cause, and stops nobody', async (t) => {
    if (!under.put) return t.skip('its rows have types')
    const { name, group } = fresh()
    const heard = gathering()
    await bus.append([event(name, 'key', 'before')])
    await under.put('key', `no JSON, ${name}`)
    await under.put('key', JSON.stringify({ id: 1, name }))
    await bus.append([event(name, 'key', 'after')])
    await using _ = await bus.subscribe(group, [name], heard.hear)
    await heard.atLeast(2)
    assert.deepEqual(
      heard.events.map((each) => each.data),
      ['before', 'after'],
    )
    const mine = async () => (await bus.deadLetters()).filter(({ body }) => body.includes(name))
    const [bytes, shape] = await mine()
    assert.equal(bytes?.body, `no JSON, ${name}`)
    assert.match(bytes.cause, /not JSON/)
    assert.match(shape!.cause, /event/)
    assert.ok(Math.abs(Date.parse(bytes.at) - Date.now()) < 60_000)
    // Put back as it was, it comes back as it was, under another id; the other one stays.
    assert.equal(await bus.redeliver([bytes.id]), 1)
    await bus.append([event(name, 'key', 'last')])
    await heard.atLeast(3)
    const after = await mine()
    assert.equal(after.length, 2)
    assert.ok(after.some(({ id }) => id === shape!.id))
    assert.ok(after.every(({ id }) => id !== bytes.id))
  })

  it('an event that is too large is refused by name, and the log goes on', async () => {
    const { name, group } = fresh()
    const heard = gathering()
    await using _ = await bus.subscribe(group, [name], heard.hear)
    const huge = event(name, 'key', 'x'.repeat(30_000_000))
    const refused = await bus.append([event(name, 'key', 1), huge]).then(
      () => undefined,
      (error) => error,
    )
    if (refused !== undefined) {
      assert.ok(refused instanceof RefusedEvents, String(refused))
      assert.deepEqual([...refused.causes.keys()], [huge.id])
      assert.match(refused.causes.get(huge.id)!, /bytes/)
    }
    await bus.append([event(name, 'key', 2)])
    await heard.atLeast(refused === undefined ? 3 : 1)
    assert.equal(heard.events.at(-1)?.data, 2)
  })

  it('many large events are taken in one append', async () => {
    const { name, group } = fresh()
    const heard = gathering()
    await using _ = await bus.subscribe(group, [name], heard.hear)
    const body = 'x'.repeat(60_000)
    await bus.append(Array.from({ length: 60 }, (_, index) => event(name, 'one-key', { index, body })))
    await heard.atLeast(60)
    assert.deepEqual(
      heard.events.map((each) => (each.data as { index: number }).index),
      Array.from({ length: 60 }, (_, index) => index),
    )
  })

  it('it tells how far a group is behind', async () => {
    if (!bus.lag) return
    const { name, group } = fresh()
    const heard = gathering()
    const subscription = await bus.subscribe(group, [name], heard.hear)
    await bus.append([event(name, 'a'), event(name, 'b')])
    await heard.atLeast(2)
    while ((await bus.lag(group, [name])).events !== 0) await bus.check()
    await subscription.stop()
    await bus.append([event(name, 'a'), event(name, 'b'), event(name, 'c')])
    while ((await bus.lag(group, [name])).events !== 3) await bus.check()
  })

  it('it answers that it is there', () => bus.check())
}
