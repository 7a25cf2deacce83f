import { lazy } from 'react'
import { withMessages } from '../messages/messages.ts'

/** `NotHereYet`, with its messages, when somebody is where no store brings anything. */
export const NotHereYet = lazy(
  withMessages(['person'], async () => ({ default: (await import('./not-here-yet.tsx')).NotHereYet })),
)
