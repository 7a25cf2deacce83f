import { useSyncExternalStore } from 'react'
import { currentUser, onSessionChange } from '../../api-client/session.ts'
import type { User } from '../../api-client/types.ts'

/** The person who is logged in, or null. */
export const useUser = (): User | null => useSyncExternalStore(onSessionChange, currentUser)
