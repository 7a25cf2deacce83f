import Type from 'typebox'
import { CodeSent, Email, Phone, Session } from '../../../contracts/users.ts'
import { routesOf } from '../../../kit/routes.ts'
import { AppHeaders, browserApp, clearCookie, cookieToken, handOver, refreshTokenOf } from '../browser.ts'
import { requestCode, verifyCode } from '../codes.ts'
import type { UsersContext } from '../context.ts'
import { tellEnded } from '../ended.ts'
import { login, register } from '../login.ts'
import { refreshSession } from '../sessions.ts'
import { endSessionOfToken, endSessions } from '../store/sessions.ts'
import { hashToken } from '../tokens.ts'
import { deviceOf } from './device.ts'

const route = routesOf<UsersContext>()

const closed = { additionalProperties: false } as const
/** Kept as it is typed; whether it is good enough is the domain's to say. */
const Password = Type.String({ minLength: 1, maxLength: 200 })
const RefreshToken = Type.String({ minLength: 20, maxLength: 100 })

export const authRoutes = [
  route(
    {
      method: 'POST',
      path: '/v1/auth/register',
      summary: 'Make an account with an email address and a password, and log in',
      access: 'public',
      headers: AppHeaders,
      body: Type.Object(
        {
          email: Email,
          password: Password,
          name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
          phone: Type.Optional(Phone),
        },
        closed,
      ),
      answer: Session,
      status: 201,
      problems: ['users/email-taken', 'users/phone-taken', 'users/weak-password', 'users/foreign-origin'],
      rateLimit: { requests: 60, perS: 600, by: 'address' },
    },
    async (request, context) => {
      const app = browserApp(request, context)
      return handOver(request, context, app, await register(context, request.body, deviceOf(request)))
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/auth/login',
      summary: 'Log in with an email address and a password',
      access: 'public',
      headers: AppHeaders,
      body: Type.Object({ email: Email, password: Password }, closed),
      answer: Session,
      problems: [
        'users/wrong-credentials',
        'users/locked',
        'users/second-factor-required',
        'users/suspended',
        'users/foreign-origin',
      ],
      rateLimit: { requests: 120, perS: 60, by: 'address' },
    },
    async (request, context) => {
      const app = browserApp(request, context)
      return handOver(request, context, app, await login(context, request.body, deviceOf(request)))
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/auth/otp',
      summary: 'Send a login code by SMS',
      access: 'public',
      body: Type.Object({ phone: Phone }, closed),
      answer: CodeSent,
      status: 202,
      problems: ['users/code-too-soon', 'notifications/unavailable'],
      rateLimit: { requests: 30, perS: 600, by: 'address' },
    },
    ({ body, address }, context) => requestCode(context, body.phone, address),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/auth/otp/verify',
      summary: 'Log in with a code; makes an account for a new number, and proves the number of who is logged in',
      access: 'optional',
      headers: AppHeaders,
      body: Type.Object({ phone: Phone, code: Type.String({ pattern: '^[0-9]{6}$' }) }, closed),
      answer: Session,
      problems: [
        'users/wrong-code',
        'users/locked',
        'users/phone-taken',
        'users/second-factor-required',
        'users/suspended',
        'users/foreign-origin',
      ],
      rateLimit: { requests: 60, perS: 600, by: 'address' },
    },
    async (request, context) => {
      const app = browserApp(request, context)
      const session = await verifyCode(context, request.body, deviceOf(request), request.actor)
      return handOver(request, context, app, session)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/auth/refresh',
      summary: 'Exchange a refresh token for its successor and a new access token',
      priority: 'progress',
      access: 'public',
      cookies: true,
      headers: AppHeaders,
      body: Type.Object({ refreshToken: Type.Optional(RefreshToken) }, closed),
      answer: Session,
      problems: ['users/invalid-refresh-token', 'users/refresh-token-reused', 'users/foreign-origin'],
      rateLimit: { requests: 300, perS: 60, by: 'address' },
    },
    async (request, context) => {
      const app = browserApp(request, context)
      const token = refreshTokenOf(request, context, app)
      return handOver(request, context, app, await refreshSession(context, token, deviceOf(request)))
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/auth/logout',
      summary: 'End the session of a refresh token, or of the access token that comes along',
      access: 'optional',
      cookies: true,
      headers: AppHeaders,
      body: Type.Union([Type.Object({ refreshToken: Type.Optional(RefreshToken) }, closed), Type.Null()]),
      status: 204,
      problems: ['users/foreign-origin'],
    },
    async (request, context) => {
      const { body, actor } = request
      const { db, clock } = context
      const app = browserApp(request, context)
      const token = body?.refreshToken ?? (app && cookieToken(request, context, app))
      if (app) clearCookie(request, context, app)
      if (token) tellEnded(context, await endSessionOfToken(db.sql, hashToken(token), clock.now()))
      else if (actor) tellEnded(context, await endSessions(db.sql, { id: actor.sessionId }, 'logout', clock.now()))
    },
  ),
]
