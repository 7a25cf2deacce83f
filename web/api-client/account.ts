import { forgetGuestCart } from './guest-cart.ts'
import { ask } from './http.ts'
import { endSession, keepSession, updateUser } from './session.ts'
import type {
  Address,
  AddressInput,
  InboxItem,
  PageOf,
  Preferences,
  ProfileChange,
  Session,
  User,
  Wallet,
} from './types.ts'

export const login = (body: { email: string; password: string }) =>
  ask<Session>('/v1/auth/login', { method: 'POST', body, as: 'none' }).then(kept)

export const register = (body: { email: string; password: string; name: string; phone?: string }) =>
  ask<Session>('/v1/auth/register', { method: 'POST', body, as: 'none' }).then(kept)

export const sendCode = (phone: string) => ask<unknown>('/v1/auth/otp', { method: 'POST', body: { phone }, as: 'none' })

export const verifyCode = (phone: string, code: string) =>
  ask<Session>('/v1/auth/otp/verify', { method: 'POST', body: { phone, code }, as: 'none' }).then(kept)

const kept = (session: Session): Session => {
  keepSession(session)
  return session
}

/** Ends the session here at once; telling the server is done as well as the connection allows. */
export async function logout(): Promise<void> {
  const refreshToken = endSession()
  forgetGuestCart()
  if (refreshToken) await ask('/v1/auth/logout', { method: 'POST', body: { refreshToken }, as: 'none' }).catch(() => {})
}

export const getMe = () => ask<User>('/v1/me')

export async function updateMe(change: ProfileChange): Promise<User> {
  const user = await ask<User>('/v1/me', { method: 'PATCH', body: change })
  updateUser(user)
  return user
}

export const listAddresses = () => ask<{ items: Address[] }>('/v1/me/addresses')

export const addAddress = (address: AddressInput) => ask<Address>('/v1/me/addresses', { method: 'POST', body: address })

export const changeAddress = (id: string, change: Partial<AddressInput>) =>
  ask<Address>(`/v1/me/addresses/${id}`, { method: 'PATCH', body: change })

export const removeAddress = (id: string) => ask<void>(`/v1/me/addresses/${id}`, { method: 'DELETE' })

export const getPreferences = () => ask<Preferences>('/v1/me/notification-preferences')

export const putPreferences = (body: Preferences) =>
  ask<Preferences>('/v1/me/notification-preferences', { method: 'PUT', body })

export const listInbox = (cursor?: string) =>
  ask<PageOf<InboxItem> & { unread: number }>('/v1/me/inbox', { query: { cursor } })

export const markInboxRead = () => ask<void>('/v1/me/inbox/read', { method: 'POST' })

export const getWallet = (cursor?: string) => ask<Wallet>('/v1/wallet', { query: { cursor } })
