import { api, type Body } from './http.ts'
import { isProblem } from './problem.ts'
import { appHeaders, keepSession } from './session.ts'
import type { Session } from './types.ts'

/** What a login answers that needs another step; not enrolled: a second factor is set up now. */
export interface Challenge {
  challenge: string
  enrolled: boolean
}

export function challengeOf(error: unknown): Challenge | null {
  if (!isProblem(error, 'users/second-factor-required')) return null
  const details = error.details as Partial<Challenge> | undefined
  return typeof details?.challenge === 'string'
    ? { challenge: details.challenge, enrolled: details.enrolled === true }
    : null
}

export async function answerChallenge(body: Body<'POST /v1/auth/second-factor'>): Promise<Session> {
  const session = await api('POST /v1/auth/second-factor', { body, headers: appHeaders(), as: 'none' })
  keepSession(session)
  return session
}

export const enrolByChallenge = (challenge: string) =>
  api('POST /v1/auth/second-factor/enrol', { body: { challenge }, as: 'none' })

/** The session is not kept yet: the person has to see the recovery codes first. */
export const confirmByChallenge = (body: Body<'POST /v1/auth/second-factor/confirm'>) =>
  api('POST /v1/auth/second-factor/confirm', { body, headers: appHeaders(), as: 'none' })

export const getSecondFactor = () => api('GET /v1/me/second-factor')

export const beginSecondFactor = (currentPassword: string | undefined) =>
  api('POST /v1/me/second-factor', { body: { currentPassword } })

export const confirmSecondFactor = (code: string) => api('POST /v1/me/second-factor/confirm', { body: { code } })

export const renewRecoveryCodes = (code: string) => api('POST /v1/me/second-factor/recovery-codes', { body: { code } })

export const removeSecondFactor = (code: string) => api('POST /v1/me/second-factor/remove', { body: { code } })
