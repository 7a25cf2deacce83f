import './storefront.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { dropEarly } from '../api-client/early.ts'
import { openSession } from '../api-client/session.ts'
import { Messages } from '../shared/i18n/i18n.tsx'
import { Toasts } from '../shared/ui/toast.tsx'
import { firstAnswers } from './first-answers.ts'
import { firstMessages, loaders } from './messages/messages.ts'
import { watchInstall } from './offline/install.ts'
import { keepForOffline } from './offline/kept.ts'
import { queryClient } from './query-client.ts'
import { router } from './router.tsx'
import { forgetOnPersonChange } from './session/forget.ts'

openSession('storefront')
forgetOnPersonChange()
keepForOffline()
watchInstall()
/** What the first page has not taken by then is news no more. */
const earlyForMs = 2_000

const root = createRoot(document.getElementById('app')!)

// Not an `await` at the top: the table's own file may wait for this one.
// The route is loaded before, so that the page takes the place of its document at once, and as a transition: drawn in
// pieces, between which a slow phone scrolls and hears taps.
void Promise.all([firstMessages(), router.load().catch(() => {}), firstAnswers()]).then(([messages]) => {
  setTimeout(dropEarly, earlyForMs)
  startTransition(() =>
    root.render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <Messages initial={messages} loaders={loaders}>
            <RouterProvider router={router} />
            <Toasts />
          </Messages>
        </QueryClientProvider>
      </StrictMode>,
    ),
  )
})
