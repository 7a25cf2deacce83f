import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allProblems } from '../contracts/problem.ts'
import { loadServices } from '../services/index.ts'
import { staffProblemsHi } from '../web/console/messages/problems-hi.ts'
import { problemsHi } from '../web/shared/i18n/problems-hi.ts'

/** What no page meets: it is told to programs and to who operates them, and pages say it in English should they ever. */
const ofNobody = [
  'request/malformed-http',
  'request/headers-too-large',
  'request/method-not-allowed',
  'request/upgrade-required',
  'request/origin-refused',
  'auth/certificate-required',
  'auth/scope',
  'payments/forged-webhook',
  'payments/stale-webhook',
  'roads/map-missing',
  'roads/map-truncated',
  'roads/map-malformed',
  'roads/map-too-large',
  'roads/map-empty',
  'roads/bad-closure',
  'roads/bad-point',
  'roads/too-many-points',
]
/** Of routes that every account has, and only the console's pages use. */
const consoleOnly = ['users/too-many-saved-filters', 'users/saved-filter-not-found']

const services = await loadServices()

test('whatever the services refuse is said in Hindi, by one table', () => {
  const codes = Object.keys(allProblems())
  assert.ok(codes.length > 150, `only ${codes.length} were looked at`)
  const tables = (code: string) => [problemsHi, staffProblemsHi].filter((table) => code in table).length
  assert.deepEqual(
    codes.filter((code) => tables(code) !== (ofNobody.includes(code) ? 0 : 1)),
    [],
  )
  assert.deepEqual(
    ofNobody.filter((code) => !codes.includes(code)),
    [],
  )
})

test('what customers and riders may be answered is in the table that they load', () => {
  const theirs = ['customer', 'rider']
  const met = services.flatMap(({ routes }) =>
    routes
      .filter(({ access }) => typeof access === 'string' || theirs.some((role) => access.some((each) => each === role)))
      .flatMap(({ method, path, problems = [] }) => problems.map((code) => ({ code, at: `${method} ${path}` }))),
  )
  assert.ok(met.length > 100, `only ${met.length} were looked at`)
  const others = [...ofNobody, ...consoleOnly]
  assert.deepEqual(
    met.filter(({ code }) => !(code in problemsHi || others.includes(code))),
    [],
  )
})
