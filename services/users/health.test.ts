import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import { PutAccounts, UserDeleted } from '../../contracts/users.ts'
import { message } from '../../kit/sql.ts'
import { eventually } from '../../tests/eventually.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'
import { clientOf } from './testing.ts'

let house: Messaging
let client: ReturnType<typeof clientOf>
let admin: string
before(async () => {
  house = await openMessaging()
  client = clientOf(house)
  const account = { email: 'admin@example.com', password: client.password, name: 'Admin', roles: ['admin' as const] }
  await house.call(PutAccounts, { accounts: [account] })
  const { email, password } = account
  admin = (await client.post('/v1/auth/login', { email, password })).json().accessToken
})
after(() => house[Symbol.asyncDispose]())

interface Told {
  service: string
  ok: boolean
  why?: string
  health?: { lag: { events: number } | null; deadCount: number; dead: { id: string; name: string; cause: string }[] }
}
const told = async (service: string): Promise<Told> => {
  const answer = await client.get('/v1/admin/health', admin)
  assert.equal(answer.statusCode, 200, answer.body)
  return (answer.json().services as Told[]).find((each) => each.service === service)!
}
const replay = (body: object, token = admin) => client.post('/v1/admin/health/replay', body, { token })

test('what runs tells how it is; what does not is named', async () => {
  await eventually('all is handled', async () => (await told('notifications')).health?.lag?.events === 0)
  assert.equal((await told('users')).ok, true)
  assert.deepEqual(await told('orders'), { service: 'orders', ok: false, why: 'service/unavailable' })
})

test('only admins see it, and only they replay', async () => {
  const { accessToken } = await client.somebody()
  assert.equal((await client.get('/v1/admin/health', accessToken)).statusCode, 403)
  assert.equal((await replay({ service: 'notifications' }, accessToken)).statusCode, 403)
  assert.equal((await replay({ service: 'pg_catalog' })).json().code, 'request/invalid')
})

test('a dead event is shown with its cause, applied when it is replayed, and the replay is in the audit log', async () => {
  const { user, accessToken } = await client.somebody()
  await client.post('/v1/me/devices', { token: 'device-of-somebody', platform: 'android' }, { token: accessToken })
  const event = message(UserDeleted, user.id, { userId: user.id, at: new Date().toISOString() })
  const id = newId('event')
  await house.sql`
    insert into notifications.parked (event_id, key, envelope, attempts, error, dead)
    values (${id}, ${user.id}, ${house.sql.json({ ...event, id } as never)}, 8, ${'TypeError: no\n at secret'}, true)`
  const { ok, health } = await told('notifications')
  assert.deepEqual([ok, health?.deadCount], [false, 1])
  const { name, cause } = health!.dead[0]!
  assert.deepEqual([health!.dead[0]!.id, name, cause], [id, 'user.deleted', 'TypeError: no'])

  assert.deepEqual((await replay({ service: 'notifications', eventId: 'evt_another' })).json(), { replayed: 0 })
  assert.deepEqual((await replay({ service: 'notifications', eventId: id })).json(), { replayed: 1 })
  await eventually('it is applied', async () => {
    const [row] = await house.sql`select 1 from notifications.devices where user_id = ${user.id}`
    return row === undefined && (await told('notifications')).ok
  })
  await eventually('the audit log has it', async () => {
    const { items } = (await client.get('/v1/admin/audit?action=events.replayed', admin)).json()
    return items.some((each: { details: { eventId: string } }) => each.details.eventId === id)
  })
})
