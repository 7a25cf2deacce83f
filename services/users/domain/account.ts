import { commonPasswords } from './common-passwords.ts'

export const addressesMax = 20
export const sessionsMax = 50
export const savedFiltersOfPageMax = 20
export const savedFiltersMax = 200

/** One spelling per mailbox: what two people would call the same address is one account. */
export const normaliseEmail = (email: string): string => email.normalize('NFKC').trim().toLowerCase()

/** One byte sequence per password, however a keyboard composes its letters (NIST SP 800-63B, 5.1.1.2). */
export const normalisePassword = (password: string): string => password.normalize('NFKC')

const passwordLengthMin = 8

/** Why a password would be guessed soon, in a sentence; undefined when it is good enough. */
export function weakness(password: string, email: string | null): string | undefined {
  const plain = normalisePassword(password).toLowerCase()
  if ([...plain].length < passwordLengthMin) return `It needs at least ${passwordLengthMin} characters`
  if (new Set(plain).size < 3) return 'It repeats the same characters'
  if (commonPasswords.has(plain)) return 'It is one of the most common passwords'
  if (email !== null && (plain === email || plain === email.split('@')[0])) return 'It is the email address'
  return undefined
}

/**
 * What stands for a client when guesses are counted: its IPv4 address, or the first 64 bits of its IPv6 address, since
 * one household has all the others to choose from.
 */
export function networkOf(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=[0-9.]+$)/, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail = ''] = plain.split('::')
  const first = head.split(':').filter(Boolean)
  const last = tail.split(':').filter(Boolean)
  const gap = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  const groups = [...first, ...gap, ...last].map((group) => group.replace(/^0+(?=.)/, ''))
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** How guessing is slowed down: some failures are free, then each doubles the wait. Seconds. */
export interface Lockout {
  readonly free: number
  readonly firstWaitS: number
  readonly maxWaitS: number
  /** Failures are forgotten after so long without another. */
  readonly forgetAfterS: number
}

/** Against one account, from wherever. The longest wait is short enough that a stranger cannot keep its owner out for long. */
export const accountLockout: Lockout = { free: 5, firstWaitS: 15, maxWaitS: 900, forgetAfterS: 86_400 }
/** From one address, against whomever. Generous: whole towns share an address of a mobile network. */
export const addressLockout: Lockout = { free: 50, firstWaitS: 15, maxWaitS: 3_600, forgetAfterS: 86_400 }

/** Milliseconds to wait after so many failures in a row. */
export const waitMsAfter = (failures: number, rule: Lockout): number =>
  failures < rule.free ? 0 : 1_000 * Math.min(rule.maxWaitS, rule.firstWaitS * 2 ** Math.min(30, failures - rule.free))

/** How often something may be asked for. */
export interface Quota {
  readonly perWindow: number
  readonly windowS: number
  /** Seconds between one and the next. */
  readonly pauseS: number
}
export const codesPerPhone: Quota = { perWindow: 6, windowS: 3_600, pauseS: 30 }
export const codesPerAddress: Quota = { perWindow: 60, windowS: 3_600, pauseS: 0 }

export interface QuotaUse {
  readonly used: number
  readonly windowAt: number
  readonly lastAt: number
}

/** The use after one more, or the milliseconds to wait for it. Instants are epoch milliseconds. */
export function takeFrom(quota: Quota, use: QuotaUse | undefined, now: number): QuotaUse | { waitMs: number } {
  if (!use) return { used: 1, windowAt: now, lastAt: now }
  const pauseMs = use.lastAt + quota.pauseS * 1_000 - now
  if (pauseMs > 0) return { waitMs: pauseMs }
  const windowMs = use.windowAt + quota.windowS * 1_000 - now
  if (windowMs <= 0) return { used: 1, windowAt: now, lastAt: now }
  if (use.used >= quota.perWindow) return { waitMs: windowMs }
  return { used: use.used + 1, windowAt: use.windowAt, lastAt: now }
}

export const codeLifeS = 300
export const codeTriesMax = 5

/** How long a device that did not hear the answer to its refresh may ask again with the token it still has. */
export const refreshGraceMs = 10_000

export interface RefreshTokenState {
  readonly expiresAt: number
  readonly usedAt: number | null
  /** Whether the device that used it is the one that asks now. */
  readonly sameDevice: boolean
  readonly sessionEnd: string | null
  readonly sessionExpiresAt: number
}

/**
 * What a refresh token that comes in means (RFC 9700, 4.14.2):
 *
 *     unused ──────────────► rotate   it is used up, a successor takes its place
 *     used, ≤ 10 s ago, by
 *     the same device ─────► repeat   the answer was lost; the same successor again
 *     used otherwise ──────► reused   two hold it, so one is a thief: the whole family ends
 *     expired, or its session has ended ─► invalid
 */
export function judgeRefresh(
  token: RefreshTokenState | undefined,
  now: number,
): 'rotate' | 'repeat' | 'reused' | 'invalid' {
  if (!token || token.sessionEnd !== null) return 'invalid'
  if (token.expiresAt <= now || token.sessionExpiresAt <= now) return 'invalid'
  if (token.usedAt === null) return 'rotate'
  return token.sameDevice && now - token.usedAt <= refreshGraceMs ? 'repeat' : 'reused'
}
