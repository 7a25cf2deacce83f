import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { logout } from '../api-client/account.ts'
import { accessToken, currentUser, onSessionChange } from '../api-client/session.ts'
import type { Role } from '../api-client/types.ts'
import { Button } from '../shared/ui/button.tsx'
import { EmptyState } from '../shared/ui/feedback.tsx'
import { useT, withMessages } from './messages/messages.ts'
import { LoginPage } from './session/login-page.tsx'
import { PageSkeleton } from './shell/page-skeleton.tsx'

const staff: Role[] = ['admin', 'support', 'manager', 'picker']

// Who is not logged in needs none of it.
const Frame = lazy(withMessages(['staff'], async () => ({ default: (await import('./frame.tsx')).Frame })))

/** What every page of the console lies in; without a session, the login page. */
export function Shell() {
  const user = useSyncExternalStore(onSessionChange, currentUser)

  if (!user) return <LoginPage />
  if (!user.roles.some((role) => staff.includes(role))) return <NoStaff />
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Frame user={user} />
    </Suspense>
  )
}

function NoStaff() {
  const t = useT()
  // The roles that are kept are those of the last token: who has been given one meanwhile learns it by the next.
  useEffect(() => void accessToken().catch(() => {}), [])
  return (
    <EmptyState
      heading="h1"
      title={t('login.noStaff')}
      action={<Button onClick={() => void logout()}>{t('login.otherAccount')}</Button>}
    />
  )
}
