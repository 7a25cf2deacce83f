import Type, { type Static } from 'typebox'
import { SessionId, StoreId, UserId } from './ids.ts'

export const roles = ['customer', 'picker', 'rider', 'manager', 'support', 'admin', 'partner'] as const
export const Role = Type.Enum([...roles], { title: 'Role' })
export type Role = (typeof roles)[number]

/** Who acts: what the access token says. `storeIds` are the stores a picker or manager works in. */
export const Actor = Type.Object({
  userId: UserId,
  sessionId: SessionId,
  roles: Type.Array(Role),
  storeIds: Type.Array(StoreId),
  /** Of an API client: what its token is good for, and nothing else. */
  scopes: Type.Optional(Type.Array(Type.String())),
})
export type Actor = Static<typeof Actor>

/** How an actor is kept in histories and the audit log: a user, or the part of the system that acted by itself. */
export const ActorName = Type.String({ maxLength: 60, description: 'A user id, or `system:` and the part that acted' })

export const hasRole = (actor: Actor, ...wanted: Role[]): boolean => wanted.some((role) => actor.roles.includes(role))

/** Managers and pickers only in their stores; admins and support anywhere. */
export const worksAt = (actor: Actor, storeId: string): boolean =>
  hasRole(actor, 'admin', 'support') || (hasRole(actor, 'manager', 'picker') && actor.storeIds.includes(storeId))
