import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connect, type DetailedPeerCertificate, type SecureVersion, type TLSSocket } from 'node:tls'
import { Agent, request } from 'undici'
import { GetContacts, PutAccounts } from '../contracts/users.ts'
import { type TestDatabase, testDatabase } from '../engines/sql/testing.ts'
import { type Authority, type Issued, openAuthority } from './certificates.ts'
import { eventually } from './eventually.ts'
import { type TestHouse, testHouse } from './house.ts'

const secret = 'the services of this test know each other'
const password = 'correct horse battery'
let folder: string
let authority: Authority
let mine: Issued
let database: TestDatabase
let people: TestHouse
let gateway: TestHouse
let messages: TestHouse

const variables = (issued: Issued, ca = authority.ca) => ({
  TOKRI_TLS_CERT: issued.cert,
  TOKRI_TLS_KEY: issued.key,
  TOKRI_TLS_CA: ca,
})
const openPart = (targets: string[], env: Record<string, string> = variables(mine)) =>
  testHouse({
    targets,
    listen: true,
    env: { TOKRI_DATABASE_URL: database.url, TOKRI_INTERNAL_SECRET: secret, ...env },
  })

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tokri-mtls-'))
  authority = openAuthority(folder)
  mine = authority.issue('tokri')
  database = await testDatabase()
  people = await openPart(['users'])
  const knows = { ...variables(mine), TOKRI_USERS_URL: people.internalUrl! }
  gateway = await openPart(['gateway'], knows)
  messages = await openPart(['notifications'], knows)
})
after(async () => {
  for (const each of [messages, gateway, people]) await each?.[Symbol.asyncDispose]()
  await database.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const login = (at: TestHouse) =>
  fetch(`${at.url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@example.com', password }),
  })

test('services and the gateway speak with each other by certificates', async () => {
  assert.match(people.internalUrl!, /^https:/)
  await people.call(PutAccounts, {
    accounts: [{ email: 'admin@example.com', password, name: 'Admin', roles: ['admin'] }],
  })
  assert.equal((await login(gateway)).status, 200)
  assert.deepEqual(await messages.call(GetContacts, { userIds: [] }), { contacts: [] })
})

/** Asks the users' process, with a certificate or without. */
async function ask(path: string, issued?: Issued) {
  const agent = new Agent({
    connect: {
      ca: readFileSync(authority.ca),
      ...(issued ? { cert: readFileSync(issued.cert), key: readFileSync(issued.key) } : {}),
    },
  })
  try {
    const answer = await request(people.internalUrl! + path, { dispatcher: agent })
    return { status: answer.statusCode, body: (await answer.body.json()) as { code?: string } }
  } finally {
    await agent.close()
  }
}

test('without a certificate of the authority only the health is told', async () => {
  const foreign = openAuthority(folder, 'foreign').issue('stranger')
  for (const issued of [undefined, foreign]) {
    assert.equal((await ask('/readyz', issued)).status, 200)
    for (const path of ['/v1/me', '/_call/users.getContacts', '/metrics', '/nothing']) {
      const { status, body } = await ask(path, issued)
      assert.deepEqual([path, status, body.code], [path, 403, 'auth/certificate-required'])
    }
  }
  assert.equal((await ask('/v1/me', mine)).status, 401, 'with one the login is asked for')
})

const handshake = (version: SecureVersion): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      port: Number(new URL(people.internalUrl!).port),
      host: 'localhost',
      ca: readFileSync(authority.ca),
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    socket.once('secureConnect', () => resolve(socket)).once('error', reject)
  })

test('TLS before 1.2 is refused', async () => {
  await assert.rejects(handshake('TLSv1.1'))
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await handshake(version)
    assert.equal(socket.getProtocol(), version)
    socket.destroy()
  }
})

test('a service whose certificate is of another authority is not spoken with', async () => {
  const authorityOfOthers = openAuthority(folder, 'others')
  const theirs = authorityOfOthers.issue('others-tokri')
  await using impostor = await openPart(['users'], variables(theirs, authorityOfOthers.ca))
  await using asking = await openPart(['gateway'], { ...variables(mine), TOKRI_USERS_URL: impostor.internalUrl! })
  const answer = await login(asking)
  assert.equal(answer.status, 503)
  assert.equal(((await answer.json()) as { code: string }).code, 'service/unavailable')
})

test('a variable that is missing or a file that is not there ends the start, by its name', async () => {
  const { TOKRI_TLS_KEY: _, ...without } = variables(mine)
  await assert.rejects(openPart(['users'], without), /TOKRI_TLS_KEY must be set/)
  await assert.rejects(
    openPart(['users'], { ...variables(mine), TOKRI_TLS_CERT: '/nowhere.pem' }),
    /TOKRI_TLS_CERT.*ENOENT/,
  )
  await assert.rejects(openPart(['gateway'], { TOKRI_EDGE_TLS_CERT: mine.cert }), /TOKRI_EDGE_TLS_KEY must be set/)
})

test('the gateway shows its own certificate to browsers, and a new one without a restart', {
  timeout: 60_000,
}, async () => {
  const shown = { cert: join(folder, 'edge.pem'), key: join(folder, 'edge.key') }
  const put = ({ cert, key }: Issued) => {
    copyFileSync(cert, shown.cert)
    copyFileSync(key, shown.key)
  }
  put(authority.issue('edge-one'))
  await using edge = await openPart(['gateway'], { TOKRI_EDGE_TLS_CERT: shown.cert, TOKRI_EDGE_TLS_KEY: shown.key })
  const peer = (): Promise<DetailedPeerCertificate> =>
    new Promise((resolve, reject) => {
      const socket = connect({
        port: Number(new URL(edge.url!).port),
        host: 'localhost',
        ca: readFileSync(authority.ca),
      })
      socket
        .once('secureConnect', () => {
          resolve(socket.getPeerCertificate(true))
          socket.destroy()
        })
        .once('error', reject)
    })
  assert.equal((await peer()).subject.CN, 'edge-one')
  const agent = new Agent({ connect: { ca: readFileSync(authority.ca) } })
  const answer = await request(`${edge.url}/healthz`, { dispatcher: agent })
  assert.equal(answer.statusCode, 200)
  await answer.body.dump()
  await agent.close()
  put(authority.issue('edge-two'))
  await eventually('the new one is shown', async () => (await peer()).subject.CN === 'edge-two', { withinMs: 30_000 })
})
