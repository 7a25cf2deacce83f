import Type from 'typebox'
import { RecoveryCodes, SecondFactorSecret, SecondFactorState, Session } from '../../../contracts/users.ts'
import { routesOf } from '../../../kit/routes.ts'
import { AppHeaders, browserApp, handOver } from '../browser.ts'
import type { UsersContext } from '../context.ts'
import {
  confirmByChallenge,
  confirmEnrolment,
  enrol,
  enrolByChallenge,
  removeOwn,
  renewRecoveryCodes,
  secondFactorOf,
  verifyChallenge,
} from '../second-factor.ts'
import { deviceOf } from './device.ts'

const route = routesOf<UsersContext>()

const closed = { additionalProperties: false } as const
const ChallengeToken = Type.String({ minLength: 20, maxLength: 100 })
/** Six digits of the app, or a recovery code. */
const Code = Type.String({ minLength: 6, maxLength: 20 })
const Answered = Type.Object({ challenge: ChallengeToken, code: Code }, closed)
const rateLimit = { requests: 60, perS: 600, by: 'address' } as const

const loginSteps = [
  route(
    {
      method: 'POST',
      path: '/v1/auth/second-factor',
      summary: 'The second step of a login: a code of the authenticator app, or a recovery code',
      access: 'public',
      headers: AppHeaders,
      body: Answered,
      answer: Session,
      problems: [
        'users/invalid-challenge',
        'users/wrong-code',
        'users/locked',
        'users/suspended',
        'users/foreign-origin',
      ],
      rateLimit,
    },
    async (request, context) => {
      const app = browserApp(request, context)
      return handOver(request, context, app, await verifyChallenge(context, request.body, deviceOf(request)))
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/auth/second-factor/enrol',
      summary: 'A login that needs a second factor which is not there yet: the secret for the authenticator app',
      access: 'public',
      body: Type.Object({ challenge: ChallengeToken }, closed),
      answer: SecondFactorSecret,
      problems: ['users/invalid-challenge', 'users/second-factor-enrolled', 'users/suspended'],
      rateLimit,
    },
    ({ body, reply }, context) => {
      reply.header('cache-control', 'no-store')
      return enrolByChallenge(context, body.challenge)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/auth/second-factor/confirm',
      summary: 'The first code of the app: the second factor holds, and the login is done',
      access: 'public',
      headers: AppHeaders,
      body: Answered,
      answer: Type.Object({ session: Session, ...RecoveryCodes.properties }),
      problems: [
        'users/invalid-challenge',
        'users/wrong-code',
        'users/locked',
        'users/second-factor-absent',
        'users/second-factor-enrolled',
        'users/suspended',
        'users/foreign-origin',
      ],
      rateLimit,
    },
    async (request, context) => {
      const app = browserApp(request, context)
      const { session, recoveryCodes } = await confirmByChallenge(context, request.body, deviceOf(request))
      return { session: handOver(request, context, app, session), recoveryCodes }
    },
  ),
]

const mine = [
  route(
    {
      method: 'GET',
      path: '/v1/me/second-factor',
      summary: 'Whether logging in takes a second factor',
      access: 'user',
      answer: SecondFactorState,
    },
    ({ actor }, context) => secondFactorOf(context, actor),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/me/second-factor',
      summary: 'Begin to set up a second factor; needs the current password, where there is one',
      access: 'user',
      body: Type.Object({ currentPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }, closed),
      answer: SecondFactorSecret,
      status: 201,
      problems: ['users/wrong-credentials', 'users/locked', 'users/second-factor-enrolled'],
      rateLimit: { requests: 20, perS: 600 },
    },
    ({ actor, body, address, reply }, context) => {
      reply.header('cache-control', 'no-store')
      return enrol(context, actor, body.currentPassword, address)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/me/second-factor/confirm',
      summary: 'The first code of the app: the second factor holds, and all other devices are logged out',
      access: 'user',
      body: Type.Object({ code: Code }, closed),
      answer: RecoveryCodes,
      problems: ['users/wrong-code', 'users/locked', 'users/second-factor-absent', 'users/second-factor-enrolled'],
    },
    ({ actor, body, address }, context) => confirmEnrolment(context, actor, body.code, address),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/me/second-factor/recovery-codes',
      summary: 'New recovery codes; those before are void',
      access: 'user',
      body: Type.Object({ code: Code }, closed),
      answer: RecoveryCodes,
      problems: ['users/wrong-code', 'users/locked', 'users/second-factor-absent'],
    },
    ({ actor, body, address }, context) => renewRecoveryCodes(context, actor, body.code, address),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/me/second-factor/remove',
      summary: 'Log in by one factor from now on; not where the role needs two',
      access: 'user',
      body: Type.Object({ code: Code }, closed),
      status: 204,
      problems: ['users/wrong-code', 'users/locked', 'users/second-factor-absent', 'users/second-factor-kept'],
    },
    ({ actor, body, address }, context) => removeOwn(context, actor, body.code, address),
  ),
]

export const secondFactorRoutes = [...loginSteps, ...mine]
