import { forgetGuestCart } from './guest-cart.ts'
import { api, type Body } from './http.ts'
import { appHeaders, keepSession, logoutHere, updateUser } from './session.ts'
import type { AddressInput, Preferences, ProfileChange, Session, User } from './types.ts'

export const login = (body: Body<'POST /v1/auth/login'>) =>
  api('POST /v1/auth/login', { body, headers: appHeaders(), as: 'none' }).then(kept)

export const register = (body: Body<'POST /v1/auth/register'>) =>
  api('POST /v1/auth/register', { body, headers: appHeaders(), as: 'none' }).then(kept)

export const sendCode = (phone: string) => api('POST /v1/auth/otp', { body: { phone }, as: 'none' })

export const verifyCode = (phone: string, code: string) =>
  api('POST /v1/auth/otp/verify', { body: { phone, code }, headers: appHeaders(), as: 'none' }).then(kept)

const kept = (session: Session): Session => {
  keepSession(session)
  return session
}

/** Ends the session here at once; telling the server is done as well as the connection allows. */
export async function logout(): Promise<void> {
  forgetGuestCart()
  await logoutHere()
}

export const getMe = () => api('GET /v1/me')

export async function updateMe(change: ProfileChange): Promise<User> {
  const user = await api('PATCH /v1/me', { body: change })
  updateUser(user)
  return user
}

export const listAddresses = () => api('GET /v1/me/addresses')

export const addAddress = (address: AddressInput) => api('POST /v1/me/addresses', { body: address })

export const changeAddress = (id: string, change: Body<'PATCH /v1/me/addresses/{id}'>) =>
  api('PATCH /v1/me/addresses/{id}', { path: { id }, body: change })

export const removeAddress = (id: string) => api('DELETE /v1/me/addresses/{id}', { path: { id } })

export const getPreferences = () => api('GET /v1/me/notification-preferences')

export const putPreferences = (body: Preferences) => api('PUT /v1/me/notification-preferences', { body })

export const listInbox = (cursor?: string) => api('GET /v1/me/inbox', { query: { cursor } })

/** How many messages of the inbox have not been read. */
export const countUnread = () => api('GET /v1/me/inbox', { query: { limit: 1 } }).then(({ unread }) => unread)

export const markInboxRead = () => api('POST /v1/me/inbox/read')

export const getWallet = (cursor?: string) => api('GET /v1/wallet', { query: { cursor } })
