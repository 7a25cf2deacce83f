import Type, { type Static } from 'typebox'
import { common } from '../../contracts/problem.ts'
import { type Session, users } from '../../contracts/users.ts'
import type { UsersContext } from './context.ts'

/**
 * Apps that run in a browser. Each keeps its own session: who works in the console stays a customer of the storefront.
 * The header that names one cannot be sent by a form, nor by a script of another origin.
 */
export const BrowserApp = Type.Enum(['storefront', 'rider', 'console'], { title: 'BrowserApp' })
export type BrowserApp = Static<typeof BrowserApp>

export const appHeader = 'tokri-app'
export const AppHeaders = Type.Object({ [appHeader]: Type.Optional(BrowserApp) })

/** The only paths that ever see the cookie. */
const cookiePath = '/v1/auth'

interface Asked {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly reply: { header(name: string, value: string): unknown }
}

/**
 * The browser app that asks, or undefined for a client that keeps its refresh token itself.
 * @throws users/foreign-origin when a page of another origin asks, or something that is no page at all
 */
export function browserApp({ headers }: Asked, { installation }: UsersContext): BrowserApp | undefined {
  const app = headers[appHeader]
  if (typeof app !== 'string') return undefined
  if (!isSameOrigin(headers, installation.publicUrl)) throw users('users/foreign-origin')
  return app as BrowserApp
}

/**
 * Browsers tell by `Sec-Fetch-Site` who asks; over plain HTTP to another machine they send `Origin` only. Neither can be
 * set by a script. With neither, it is no browser that we know.
 */
function isSameOrigin(headers: Asked['headers'], publicUrl: string): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers
  if (site !== undefined && site !== 'same-origin') return false
  if (typeof origin !== 'string') return site === 'same-origin'
  // Behind the development server the page's own host differs from ours; the browser has vouched for it.
  if (site === 'same-origin') return origin !== 'null'
  if (!URL.canParse(origin)) return false
  return origin === new URL(publicUrl).origin || new URL(origin).host === host
}

const isSecure = ({ installation }: UsersContext): boolean => installation.publicUrl.startsWith('https:')

/** Over HTTPS the prefix keeps anything that is not HTTPS from setting it. */
const cookieName = (app: BrowserApp, context: UsersContext): string =>
  `${isSecure(context) ? '__Secure-' : ''}tokri-${app}`

const cookie = (app: BrowserApp, context: UsersContext, value: string, maxAgeS: number): string =>
  [
    `${cookieName(app, context)}=${value}`,
    `Path=${cookiePath}`,
    `Max-Age=${maxAgeS}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(isSecure(context) ? ['Secure'] : []),
  ].join('; ')

/** A session as a browser app gets it: the refresh token in a cookie that no script can read, the rest in the answer. */
export function handOver(asked: Asked, context: UsersContext, app: BrowserApp | undefined, session: Session): Session {
  // What is in the answer is for who asked, not for any cache on the way.
  asked.reply.header('cache-control', 'no-store')
  if (app === undefined || session.refreshToken === undefined) return session
  const { refreshToken, ...rest } = session
  asked.reply.header('set-cookie', cookie(app, context, refreshToken, context.config.refreshTokenDays * 86_400))
  return rest
}

/** Takes the cookie away. */
export function clearCookie(asked: Asked, context: UsersContext, app: BrowserApp): void {
  asked.reply.header('set-cookie', cookie(app, context, '', 0))
}

/** Nobody's token is longer; a cookie that is was not made here. */
const tokenPattern = /^[\w-]{20,100}$/

/** The refresh token in the cookie of an app. */
export function cookieToken({ headers }: Asked, context: UsersContext, app: BrowserApp): string | undefined {
  const wanted = `${cookieName(app, context)}=`
  const found = String(headers.cookie ?? '')
    .split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(wanted))
    ?.slice(wanted.length)
  return found !== undefined && tokenPattern.test(found) ? found : undefined
}

/**
 * The refresh token of a request: from the body where it is there, from the cookie of a browser app otherwise.
 * @throws request/invalid without either, users/invalid-refresh-token without the cookie
 */
export function refreshTokenOf(
  asked: Asked & { readonly body: { readonly refreshToken?: string } },
  context: UsersContext,
  app: BrowserApp | undefined,
): string {
  if (asked.body.refreshToken !== undefined) return asked.body.refreshToken
  if (app === undefined)
    throw common('request/invalid', {
      detail: `refreshToken is missing; a browser app names itself by ${appHeader} instead`,
    })
  const token = cookieToken(asked, context, app)
  if (token === undefined) throw users('users/invalid-refresh-token')
  return token
}
