import { Link, Outlet, rootRouteId, useNavigate, useRouterState } from '@tanstack/react-router'
import { Lock, Menu, Search } from 'lucide-react'
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import type { User } from '../api-client/types.ts'
import { Mark } from '../shared/brand/logo.tsx'
import { buttonClass } from '../shared/ui/button.tsx'
import { EmptyState } from '../shared/ui/feedback.tsx'
import { useT } from './messages/messages.ts'
import { CommandPalette } from './palette/command-palette.tsx'
import { useShortcuts } from './palette/shortcuts.ts'
import { mayOpenPath, sectionOf, sectionsFor } from './sections.ts'
import { Connection } from './shell/connection.tsx'
import { KeyboardHelp } from './shell/keyboard-help.tsx'
import { NavDrawer } from './shell/nav-drawer.tsx'
import { PageSkeleton } from './shell/page-skeleton.tsx'
import { SideNav } from './shell/side-nav.tsx'
import { useShellCommands } from './shell/use-shell-commands.ts'

type Open = 'palette' | 'help' | 'nav' | null

/** What stands around every page of staff: navigation, palette, keys. Loaded once somebody is logged in. */
export function Frame({ user }: { user: User }) {
  const t = useT()
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const path = useShownPath()
  const section = sectionOf(path)
  const main = useFocusAfterNavigation(path)
  useShellCommands({ user, openHelp: () => setOpen('help') })
  useShortcuts({ openPalette: () => setOpen('palette'), openHelp: () => setOpen('help') })

  return (
    <div className="flex h-dvh flex-col lg:flex-row print:block print:h-auto">
      <title>{section ? t('console.titleOf', { page: t(section.label) }) : t('console.title')}</title>
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-card px-4 py-3 font-semibold text-brand shadow-2 focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        {t('common.skip')}
      </a>
      <header className="no-print flex flex-none items-center gap-1 bg-deep px-2 py-1 text-on-deep lg:hidden">
        <BarButton label={t('console.openNav')} onClick={() => setOpen('nav')}>
          <Menu className="size-6" aria-hidden="true" />
        </BarButton>
        <Mark className="size-7 flex-none text-cane" />
        <span className="min-w-0 flex-1 truncate px-1.5 font-bold">
          {section ? t(section.label) : t('console.name')}
        </span>
        <Connection compact />
        <BarButton label={t('palette.open')} onClick={() => setOpen('palette')}>
          <Search className="size-5.5" aria-hidden="true" />
        </BarButton>
      </header>
      <SideNav user={user} onPalette={() => setOpen('palette')} onHelp={() => setOpen('help')} />
      <main
        ref={main}
        id="main"
        // A page may be longer than the screen and hold nothing else to stand on.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        data-scroll-restoration-id="main"
        className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none print:overflow-visible"
      >
        <Suspense fallback={<PageSkeleton />}>
          {section && !mayOpenPath(section, path, user.roles) ? <NotYours user={user} path={path} /> : <Outlet />}
        </Suspense>
      </main>
      <NavDrawer user={user} open={open === 'nav'} onClose={close} onHelp={() => setOpen('help')} />
      <CommandPalette user={user} open={open === 'palette'} onClose={close} />
      <KeyboardHelp open={open === 'help'} onClose={close} />
    </div>
  )
}

function BarButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="inline-flex size-11 flex-none items-center justify-center rounded-md hover:bg-on-deep/12"
    >
      {children}
    </button>
  )
}

/** The first page of a role is the first that it may open; elsewhere a person is told why there is nothing. */
function NotYours({ user, path }: { user: User; path: string }) {
  const t = useT()
  // Every role of staff has one: the shell lets nobody else in.
  const first = sectionsFor(user.roles)[0]!
  if (path === '/') return <GoTo to={first.to} />
  return (
    <EmptyState
      heading="h1"
      icon={<Lock className="size-8" aria-hidden="true" />}
      title={t('console.notForYou')}
      action={
        <Link to={first.to} className={buttonClass()}>
          {t('console.goTo', { page: t(first.label) })}
        </Link>
      }
    >
      {t('console.notForYouHelp')}
    </EmptyState>
  )
}

function GoTo({ to }: { to: string }) {
  const navigate = useNavigate()
  useEffect(() => void navigate({ to, replace: true }), [navigate, to])
  return <PageSkeleton />
}

/**
 * The path of the page that stands there. While the next one is still loaded, the address is the next one's already; to go
 * by it would show a page to who may open only the next.
 */
const useShownPath = (): string =>
  useRouterState({
    select: ({ matches, location }) => {
      const shown = matches.at(-1)
      return shown && shown.routeId !== rootRouteId ? shown.pathname : location.pathname
    },
  })

/** Keyboard and screen reader go on in the new page, unless the page itself has taken the focus. */
function useFocusAfterNavigation(path: string) {
  const main = useRef<HTMLElement>(null)
  const shown = useRef(path)
  useEffect(() => {
    if (shown.current === path) return
    shown.current = path
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true })
  }, [path])
  return main
}
