import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { buttonClass } from '../../shared/ui/button.tsx'
import { EmptyState, ErrorState } from '../../shared/ui/feedback.tsx'
import { useIdle } from '../../shared/use-idle.ts'
import { type DialogName, useOpenDialog } from '../dialogs.ts'
import { useT, withMessages } from '../messages/messages.ts'
import { OnlyLater } from '../place/later-only.tsx'
import { useServing } from '../place/place.ts'
import { CartBar } from './cart-bar.tsx'
import { Header } from './header.tsx'
import { Upkeep } from './upkeep.ts'

const dialogs: Record<DialogName, ReturnType<typeof lazy>> = {
  login: lazy(
    withMessages(['person', 'tools'], async () => ({
      default: (await import('../session/login-dialog.tsx')).LoginDialog,
    })),
  ),
  place: lazy(
    withMessages(['person', 'tools'], async () => ({
      default: (await import('../place/place-dialog.tsx')).PlaceDialog,
    })),
  ),
  cart: lazy(withMessages(['cart'], async () => ({ default: (await import('../cart/cart-drawer.tsx')).CartDrawer }))),
}

// Below the first screen, and what is said now and then.
const Footer = lazy(async () => ({ default: (await import('./footer.tsx')).Footer }))
const Background = lazy(async () => ({ default: (await import('./background.tsx')).Background }))

/** What is around every page. */
export function Shell() {
  const t = useT()
  const idle = useIdle()
  const open = useOpenDialog()
  const OpenDialog = open && dialogs[open]

  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-brand px-4 py-2 text-on-brand focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('common.skip')}
      </a>
      <Upkeep />
      <Header />
      <Suspense>{idle && <Background />}</Suspense>
      <main id="content" tabIndex={-1} className="min-h-dvh flex-1 pb-28 outline-none md:pb-12">
        <WindowsOnly />
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <Suspense>{idle && <Footer />}</Suspense>
      <CartBar />
      <Suspense>{OpenDialog && <OpenDialog />}</Suspense>
    </div>
  )
}

/** Above whatever is for shopping. */
function WindowsOnly() {
  const serving = useServing()
  const shops = useLocation({ select: ({ pathname }) => !/^\/(orders|account)/.test(pathname) })
  return serving.state === 'later' && shops && <OnlyLater serving={serving} />
}

export function NotFound() {
  const t = useT()
  return (
    <EmptyState
      heading="h1"
      icon={<Compass className="size-8" aria-hidden="true" />}
      title={t('notFound.title')}
      action={
        <Link to="/" className={buttonClass()}>
          {t('notFound.home')}
        </Link>
      }
    >
      <p>{t('notFound.help')}</p>
    </EmptyState>
  )
}

export function PageFailed({ error }: { error: unknown }) {
  const router = useRouter()
  return <ErrorState error={error} onRetry={() => void router.invalidate()} />
}
