import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { setCartStore } from '../../api-client/cart.ts'
import { guestCartToken } from '../../api-client/guest-cart.ts'
import { currentUser, onSessionChange } from '../../api-client/session.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { EmptyState, ErrorState, useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useIdle } from '../../shared/use-idle.ts'
import { forgetCart, onCartNews, takeCart, useCart } from '../cart/cart.ts'
import { seenProducts } from '../catalogue/seen.ts'
import { type DialogName, useOpenDialog } from '../dialogs.ts'
import { useT, withMessages } from '../messages/messages.ts'
import { choosePlace, chosenPlace, placeOfAddress, useServing } from '../place/place.ts'
import { addressesQuery } from '../queries.ts'
import { queryClient } from '../query-client.ts'
import { useUser } from '../session/use-user.ts'
import { CartBar } from './cart-bar.tsx'
import { Header } from './header.tsx'

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
  useForgetOnPersonChange()
  useCartFollowsStore()
  useFirstAddress()
  useCartNews()
  useFocusOnPageChange()

  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-brand px-4 py-2 text-on-brand focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('common.skip')}
      </a>
      <Header />
      <Suspense>{idle && <Background />}</Suspense>
      <main id="content" tabIndex={-1} className="min-h-dvh flex-1 pb-28 outline-none md:pb-12">
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

/** What one person has seen of their own is not shown to the next. */
function useForgetOnPersonChange() {
  useEffect(() => {
    let userId = currentUser()?.id
    return onSessionChange(() => {
      if (currentUser()?.id === userId) return
      if (userId !== undefined) seenProducts.set([])
      userId = currentUser()?.id
      queryClient.removeQueries({ queryKey: ['mine'], predicate: (query) => query.queryKey[1] !== 'cart' })
      // A guest's cart stays shown until the login has merged it.
      if (userId === undefined || guestCartToken() === null) void forgetCart()
    })
  }, [])
}

/** A cart belongs to the store that will bring it: another place may mean another store. */
function useCartFollowsStore() {
  const t = useT()
  const errorText = useErrorText()
  const { state, store } = useServing()
  const cart = useCart()
  const storeId = state === 'served' ? store?.id : undefined
  const away = cart !== undefined && cart.lines.length > 0 && cart.storeId !== null && cart.storeId !== storeId
  useEffect(() => {
    if (!storeId || !away) return
    setCartStore(storeId).then(
      (moved) => {
        takeCart(moved)
        const missing = moved.unavailable?.length ?? 0
        toast(missing > 0 ? t('cart.movedWithout', { count: missing }) : t('cart.moved'), missing > 0 ? 'bad' : 'plain')
      },
      (error: unknown) => toast(errorText(error), 'bad'),
    )
  }, [storeId, away])
}

/** Who is logged in and has not chosen a place gets their first address. */
function useFirstAddress() {
  const user = useUser()
  const addresses = useQuery({ ...addressesQuery, enabled: user !== null && chosenPlace() === null })
  const first = addresses.data?.[0]
  useEffect(() => {
    if (first && chosenPlace() === null) choosePlace(placeOfAddress(first))
  }, [first])
}

/** Why a stepper shows another number than the one that was tapped. */
function useCartNews() {
  const t = useT()
  const errorText = useErrorText()
  useEffect(() =>
    onCartNews((news) => {
      const { name } = news.product
      if (news.kind === 'refused') toast(`${name}: ${errorText(news.error)}`, 'bad')
      else if (news.quantity === 0) toast(t('cart.correctedSoldOut', { name }), 'bad')
      else
        toast(
          t(news.why === 'stock' ? 'cart.correctedStock' : 'cart.correctedLimit', { name, count: news.quantity }),
          'bad',
        )
    }),
  )
}

/** A new page begins at its top for those who hear it or walk it by keyboard, too. */
function useFocusOnPageChange() {
  const path = useLocation({ select: ({ pathname }) => pathname })
  const shown = useRef(path)
  useEffect(() => {
    if (shown.current === path) return
    shown.current = path
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [path])
}
