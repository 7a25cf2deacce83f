import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { SqlError } from '../port.ts'

/** Who runs PostgreSQL. Empty: we do, as we are. */
export type Account = { uid?: number; gid?: number }

/** `tokri` if somebody made it for us, else a common unprivileged one; it needs a name, because initdb asks for it. */
const candidates = ['tokri', 'postgres', '_postgres', 'nobody']

const isRoot = () => process.getuid?.() === 0

/**
 * PostgreSQL refuses to run as root, so root lends it an unprivileged account: the one that owns the data, once there is
 * some, because another account could not open it.
 * @param dataDir may not exist yet
 */
export function chooseAccount(dataDir: string): Account {
  const data = statSync(dataDir, { throwIfNoEntry: false })
  if (!isRoot()) {
    const uid = process.getuid?.()
    if (data && uid !== undefined && data.uid !== uid) throw foreignData(dataDir, data.uid)
    return {}
  }
  if (data && data.uid !== 0) return usable({ uid: data.uid, gid: data.gid })
  for (const name of candidates) {
    const account = lookUp(name)
    if (account && works(account)) return account
  }
  throw new SqlError(
    'sql/no-account',
    `PostgreSQL does not run as root, and none of the accounts ${candidates.join(', ')} can be used here: start Tokri as an ordinary user.`,
  )
}

/** Whether the account gets into a folder and may write there, whatever modes, ACLs and mounts lie on the way. */
export function canWrite(account: Account, dir: string): boolean {
  if (account.uid === undefined) return true
  const script = 'cd -- "$1" && test -w . && test -x .'
  return spawnSync('/bin/sh', ['-c', script, 'sh', dir], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
}

function lookUp(name: string): Account | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
    // macOS counts `nobody` as 4294967294, which is -2 in the 32 bits that spawn takes.
    const account = { uid: id('-u') | 0, gid: id('-g') | 0 }
    return account.uid !== 0 ? account : undefined
  } catch {
    return undefined
  }
}

const works = (account: Account) =>
  spawnSync('/bin/sh', ['-c', ':'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0

function usable(account: Account): Account {
  if (works(account)) return account
  throw new SqlError(
    'sql/no-account',
    `Tokri may not start PostgreSQL as user ${account.uid}, who owns its data: start Tokri as that user.`,
  )
}

const foreignData = (dataDir: string, uid: number) =>
  new SqlError(
    'sql/foreign-data',
    `The data in ${dataDir} belongs to user ${uid}: start Tokri as that user, or set TOKRI_HOME to a folder of your own.`,
  )
