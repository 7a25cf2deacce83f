import { Link, Outlet } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { Suspense, useSyncExternalStore } from 'react'
import { logout } from '../api-client/account.ts'
import { currentUser, onSessionChange } from '../api-client/session.ts'
import type { Role } from '../api-client/types.ts'
import { Mark } from '../shared/brand/logo.tsx'
import { type ThemeChoice, useThemeChoice } from '../shared/theme.ts'
import { Button } from '../shared/ui/button.tsx'
import { EmptyState } from '../shared/ui/feedback.tsx'
import { Select } from '../shared/ui/field.tsx'
import { useT } from './messages/messages.ts'
import { groups, mayOpen, sections } from './sections.ts'
import { LoginPage } from './session/login-page.tsx'

const staff: Role[] = ['admin', 'support', 'manager', 'picker']

export function Shell() {
  const t = useT()
  const user = useSyncExternalStore(onSessionChange, currentUser)
  const [theme, setTheme] = useThemeChoice()

  if (!user) return <LoginPage />
  if (!user.roles.some((role) => staff.includes(role))) {
    return (
      <EmptyState
        heading="h1"
        title={t('login.noStaff')}
        action={<Button onClick={() => void logout()}>{t('login.otherAccount')}</Button>}
      />
    )
  }
  return (
    <div className="flex h-dvh flex-col">
      <title>{t('console.title')}</title>
      <header className="flex flex-none items-center gap-3 bg-deep px-3 py-1.5 text-on-deep md:px-5">
        <Mark className="size-7 text-cane" />
        <span className="font-extrabold max-sm:sr-only">{t('console.name')}</span>
        <nav aria-label={t('console.nav')} className="flex flex-1 gap-1 overflow-x-auto md:pl-6">
          {groups
            .flatMap((group) => sections[group])
            .filter((section) => mayOpen(section, user.roles))
            .map(({ to, label, icon: Icon }) => (
              <Link
                key={to}
                to={to}
                activeOptions={{ exact: to === '/' }}
                activeProps={{ className: 'bg-on-deep/12', 'aria-current': 'page' }}
                className="inline-flex min-h-10 items-center gap-2 rounded-md px-3.5 text-sm font-semibold"
              >
                <Icon className="size-4 text-cane" aria-hidden="true" />
                {t(label)}
              </Link>
            ))}
        </nav>
        <Select
          label={t('common.theme')}
          labelHidden
          className="w-32 max-sm:hidden"
          value={theme}
          onChange={(value) => setTheme(value as ThemeChoice)}
          options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
        />
        <span className="text-sm max-md:sr-only">{user.name}</span>
        <button
          type="button"
          aria-label={t('console.logout')}
          title={t('console.logout')}
          onClick={() => void logout()}
          className="inline-flex size-11 items-center justify-center rounded-md hover:bg-on-deep/12"
        >
          <LogOut className="size-5" aria-hidden="true" />
        </button>
      </header>
      <main className="min-h-0 flex-1">
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}
