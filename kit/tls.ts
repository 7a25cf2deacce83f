import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { SecureContextOptions } from 'node:tls'
import { ConfigError } from './config.ts'
import type { Log } from './log.ts'

/** A certificate of ours, PEM, with the key that belongs to it and, between services, the authority that all are signed by. */
export interface Certificate {
  readonly cert: string
  readonly key: string
  readonly ca?: string
}

/** A certificate on disk, and the variables that name its files. */
export interface CertificateFiles {
  readonly cert: { variable: string; file: string }
  readonly key: { variable: string; file: string }
  readonly ca?: { variable: string; file: string }
}

export interface Certificates extends Disposable {
  readonly current: Certificate
  /** Hears when the files have been replaced by other good ones. */
  onChange(hear: (certificate: Certificate) => void): void
}

export const tlsVersions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const satisfies SecureContextOptions

const soonMs = 7 * 86_400_000

interface Given {
  readonly variable: string
  readonly file: string | undefined
}

/**
 * Which files are set; none at all is fine, some of them is not.
 * @throws ConfigError that names the variables that are missing
 */
export function certificateFiles(cert: Given, key: Given, ca?: Given): CertificateFiles | undefined {
  const parts = ca ? [cert, key, ca] : [cert, key]
  const missing = parts.filter((each) => !each.file)
  if (missing.length === parts.length) return undefined
  if (missing.length > 0) {
    const set = parts.filter((each) => each.file).map((each) => each.variable)
    throw new ConfigError([
      `${missing.map((each) => each.variable).join(' and ')} must be set as well, since ${set.join(' and ')} ${set.length > 1 ? 'are' : 'is'}`,
    ])
  }
  return {
    cert: cert as CertificateFiles['cert'],
    key: key as CertificateFiles['key'],
    ...(ca ? { ca: ca as CertificateFiles['cert'] } : {}),
  }
}

/**
 * Opens a certificate and looks at its files again every few seconds, since certificates rotate. New files that are not good
 * are told in the log, and the old ones stay in use.
 *
 * @throws ConfigError that names the variable whose file cannot be read, has expired, or does not fit the others
 */
export function openCertificates(
  files: CertificateFiles,
  log: Log,
  { lookEveryMs = 10_000 }: { lookEveryMs?: number } = {},
): Certificates {
  let current = read(files)
  let stamp = stampOf(files)
  const hearers: ((certificate: Certificate) => void)[] = []
  warnOfExpiry(current, files, log)

  const look = () => {
    const now = stampOf(files)
    if (now === stamp) return
    stamp = now
    try {
      current = read(files)
    } catch (error) {
      log.error({ error }, 'new certificate files are not good; the old ones stay in use')
      return
    }
    log.info({ file: files.cert.file }, 'certificate replaced')
    warnOfExpiry(current, files, log)
    for (const each of hearers) each(current)
  }
  const timer = setInterval(look, lookEveryMs).unref()
  return {
    get current() {
      return current
    },
    onChange: (hear) => void hearers.push(hear),
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

/** Changes when a file does; files of a Kubernetes secret are links that are replaced, so the inode counts as well. */
const stampOf = (files: CertificateFiles): string =>
  [files.cert, files.key, files.ca]
    .map((each) => {
      if (!each) return ''
      const stat = statSync(each.file, { throwIfNoEntry: false })
      return stat ? `${stat.ino}:${stat.mtimeMs}:${stat.size}` : 'none'
    })
    .join()

function read(files: CertificateFiles, nowMs = Date.now()): Certificate {
  const cert = textOf(files.cert)
  const key = textOf(files.key)
  const leaf = certificateOf(cert, files.cert)
  expectCurrent(leaf, files.cert, nowMs)
  if (!leaf.checkPrivateKey(keyOf(key, files.key)))
    throw new ConfigError([
      `${files.key.variable}: the key does not belong to the certificate of ${files.cert.variable}`,
    ])
  if (!files.ca) return { cert, key }
  const ca = textOf(files.ca)
  expectCurrent(certificateOf(ca, files.ca), files.ca, nowMs)
  if (!isSignedBelow(chainOf(cert), chainOf(ca)))
    throw new ConfigError([
      `${files.cert.variable}: the certificate was not signed by an authority in ${files.ca.variable}`,
    ])
  return { cert, key, ca }
}

function textOf({ variable, file }: CertificateFiles['cert']): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError([`${variable}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`])
  }
}

function certificateOf(pem: string, { variable, file }: CertificateFiles['cert']): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new ConfigError([`${variable}: ${file} holds no certificate in PEM`])
  }
}

function keyOf(pem: string, { variable, file }: CertificateFiles['key']) {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new ConfigError([`${variable}: ${file} holds no private key in PEM without a passphrase`])
  }
}

function expectCurrent(certificate: X509Certificate, { variable }: CertificateFiles['cert'], nowMs: number): void {
  if (certificate.validToDate.getTime() < nowMs)
    throw new ConfigError([`${variable}: the certificate expired on ${certificate.validToDate.toISOString()}`])
  if (certificate.validFromDate.getTime() > nowMs)
    throw new ConfigError([
      `${variable}: the certificate is not valid before ${certificate.validFromDate.toISOString()}`,
    ])
}

const chainOf = (pem: string): X509Certificate[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(
    ([each]) => new X509Certificate(each),
  )

/** Follows the chain from the leaf through the certificates beside it up to an authority. */
function isSignedBelow([leaf, ...between]: X509Certificate[], authorities: X509Certificate[]): boolean {
  const signs = (by: X509Certificate, one: X509Certificate) => one.checkIssued(by) && one.verify(by.publicKey)
  for (let each = leaf, steps = 0; each && steps <= between.length; steps += 1) {
    const one = each
    if (authorities.some((by) => signs(by, one))) return true
    each = between.find((by) => by !== one && signs(by, one))
  }
  return false
}

function warnOfExpiry({ cert }: Certificate, files: CertificateFiles, log: Log): void {
  const until = new X509Certificate(cert).validToDate
  if (until.getTime() - Date.now() < soonMs)
    log.warn({ variable: files.cert.variable, until: until.toISOString() }, 'a certificate expires within a week')
}
