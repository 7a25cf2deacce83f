import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The keys that the stand-ins accept, in the form of the real ones. Made once per folder, kept in a file of mode 0600. */
export type SandboxCredentials = {
  stripe: { secretKey: string; publishableKey: string; webhookSecret: string }
  fcm: { projectId: string; clientEmail: string; privateKey: string; publicKey: string }
  twilio: { accountSid: string; authToken: string; from: string }
  sendgrid: { apiKey: string; from: string }
  googleMaps: { apiKey: string }
}

/** The credentials in this folder, made on the first call. Two processes that race get the same ones. */
export function loadCredentials(folder: string): SandboxCredentials {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'credentials.json')
  const known = read(file)
  if (known) return known

  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, JSON.stringify(make(), null, 2), { mode: 0o600 })
  try {
    linkSync(draft, file) // fails when somebody else was first, and never shows a half-written file
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  const made = read(file)
  if (!made) throw new Error(`sandbox credentials in ${file} cannot be read back`)
  return made
}

function read(file: string): SandboxCredentials | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SandboxCredentials
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`sandbox credentials ${file} cannot be read: delete the file to have new ones made`, {
      cause: error,
    })
  }
}

function make(): SandboxCredentials {
  const token = (bytes: number) => randomBytes(bytes).toString('hex')
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return {
    stripe: {
      secretKey: `sk_test_${token(24)}`,
      publishableKey: `pk_test_${token(24)}`,
      webhookSecret: `whsec_${token(24)}`,
    },
    fcm: {
      projectId: 'tokri-sandbox',
      clientEmail: 'push@tokri-sandbox.iam.gserviceaccount.com',
      privateKey: pair.privateKey,
      publicKey: pair.publicKey,
    },
    twilio: { accountSid: `AC${token(16)}`, authToken: token(16), from: '+15005550006' },
    sendgrid: { apiKey: `SG.${token(11)}.${token(21)}`, from: 'orders@tokri.example' },
    googleMaps: { apiKey: `AIza${token(17)}` },
  }
}
