import { Banknote, Bike, Flame, UserRound } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { Link, useLocation } from 'wouter'
import { useT, withMessages } from './messages/messages.ts'
import { useOutbox } from './outbox/outbox.ts'
import { OutboxBar } from './outbox/outbox-bar.tsx'
import { refusedOf } from './outbox/queue.ts'
import { useUser } from './session.ts'
import { OfferBanner } from './work/offer-banner.tsx'

const parts = [
  { to: '/', label: 'nav.work', icon: Bike },
  { to: '/demand', label: 'nav.demand', icon: Flame },
  { to: '/money', label: 'nav.money', icon: Banknote },
  { to: '/me', label: 'nav.me', icon: UserRound },
] as const

// Seldom needed, and on the phone by then: the app's worker keeps every file.
export const loadRefused = withMessages(['rest'], () => import('./outbox/refused.tsx'))
const Refused = lazy(() => loadRefused().then((module) => ({ default: module.Refused })))

/** What every page of the rider app lies in: what waits above, the page, and the four places below, near the thumb. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useT()
  const user = useUser()
  const [path] = useLocation()
  const onTask = path.startsWith('/tasks/')
  const refused = refusedOf(useOutbox()).some((deed) => deed.refusal?.because === undefined)
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{t('rider.title')}</title>
      <a
        href="#content"
        className="absolute -top-20 left-2 z-50 rounded-md bg-ink flex min-h-14 items-center px-4 py-3 font-semibold text-paper focus:top-2"
      >
        {t('common.skip')}
      </a>
      {user && <OutboxBar />}
      {user && !onTask && path !== '/' && <OfferBanner />}
      <main id="content" tabIndex={-1} className="mx-auto flex w-full max-w-xl flex-1 flex-col outline-none">
        {children}
      </main>
      <Suspense>{user && refused && <Refused />}</Suspense>
      {user && !onTask && (
        <nav
          aria-label={t('nav.label')}
          className="sticky bottom-0 z-20 border-t border-line bg-card pb-[env(safe-area-inset-bottom)]"
        >
          <ul className="mx-auto flex max-w-xl">
            {parts.map(({ to, label, icon: Icon }) => (
              <li key={to} className="min-w-0 flex-1">
                <Link
                  href={to}
                  aria-current={path === to ? 'page' : undefined}
                  className="flex min-h-16 flex-col items-center justify-center gap-0.5 px-1 text-center text-[min(1rem,5.2vw)] leading-tight font-semibold text-ink-2 aria-[current]:text-brand"
                >
                  <span className="rounded-full px-[min(1rem,3vw)] py-0.5 in-aria-[current]:bg-brand-soft in-aria-[current]:text-on-brand-soft">
                    <Icon className="size-[min(1.75rem,9vw)]" aria-hidden="true" />
                  </span>
                  {t(label)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  )
}
