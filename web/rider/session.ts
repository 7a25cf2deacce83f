import { useSyncExternalStore } from 'react'
import { currentUser, onSessionChange } from '../api-client/session.ts'

export const useUser = () => useSyncExternalStore(onSessionChange, currentUser)
