import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Authority, openAuthority } from '../tests/certificates.ts'
import { ConfigError } from './config.ts'
import { silentLog } from './log.ts'
import { certificateFiles, openCertificates } from './tls.ts'

let folder: string
let authority: Authority

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokri-tls-'))
  authority = openAuthority(folder)
})
after(() => rmSync(folder, { recursive: true, force: true }))

const filesOf = (cert: string, key: string, ca = authority.ca) =>
  certificateFiles(
    { variable: 'TOKRI_TLS_CERT', file: cert },
    { variable: 'TOKRI_TLS_KEY', file: key },
    { variable: 'TOKRI_TLS_CA', file: ca },
  )!
const refused = (cert: string, key: string, ca: string, ...words: RegExp[]) =>
  assert.throws(
    () => openCertificates(filesOf(cert, key, ca), silentLog),
    (error: Error) => {
      assert.ok(error instanceof ConfigError)
      for (const each of words) assert.match(error.message, each)
      return true
    },
  )

test('a certificate with its key and its authority is taken', () => {
  const { cert, key } = authority.issue('good')
  using certificates = openCertificates(filesOf(cert, key), silentLog)
  assert.match(certificates.current.cert, /BEGIN CERTIFICATE/)
})

test('what is wrong is told by the name of the variable', () => {
  const [good, other] = [authority.issue('one'), authority.issue('two')]
  const { ca } = authority
  refused(good.cert, other.key, ca, /TOKRI_TLS_KEY/, /does not belong/)
  refused(join(folder, 'nowhere.pem'), good.key, ca, /TOKRI_TLS_CERT/, /nowhere\.pem/, /ENOENT/)
  const nonsense = join(folder, 'nonsense.pem')
  writeFileSync(nonsense, 'not a certificate')
  refused(nonsense, good.key, ca, /TOKRI_TLS_CERT/, /PEM/)
  refused(good.cert, nonsense, ca, /TOKRI_TLS_KEY/, /PEM/)
  const expired = authority.issue('expired', { days: -1 })
  refused(expired.cert, expired.key, ca, /TOKRI_TLS_CERT/, /expired/)
  const stranger = openAuthority(folder, 'stranger').issue('foreign')
  refused(stranger.cert, stranger.key, ca, /TOKRI_TLS_CERT/, /TOKRI_TLS_CA/)
})

test('some of the variables alone are not enough', () => {
  const nothing = { variable: 'TOKRI_TLS_CERT', file: undefined }
  assert.equal(certificateFiles(nothing, { variable: 'TOKRI_TLS_KEY', file: undefined }), undefined)
  assert.throws(
    () => certificateFiles(nothing, { variable: 'TOKRI_TLS_KEY', file: '/key' }),
    /TOKRI_TLS_CERT must be set/,
  )
})

test('new files are taken into use, bad ones are not', async () => {
  const used = { cert: join(folder, 'used.pem'), key: join(folder, 'used.key') }
  const put = ({ cert, key }: typeof used) => {
    copyFileSync(cert, used.cert)
    copyFileSync(key, used.key)
  }
  put(authority.issue('first'))
  using certificates = openCertificates(filesOf(used.cert, used.key), silentLog, { lookEveryMs: 10 })
  const before = certificates.current
  writeFileSync(used.cert, 'half a fi')
  await new Promise((done) => setTimeout(done, 60))
  assert.equal(certificates.current, before)
  const changed = new Promise((done) => certificates.onChange(done))
  put(authority.issue('second'))
  assert.notEqual(await changed, before)
})
