import './rider.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { openSession } from '../api-client/session.ts'
import { Messages } from '../shared/i18n/i18n.tsx'
import { Toasts } from '../shared/ui/toast.tsx'
import { firstMessages, loaders } from './messages/messages.ts'
import { openOutbox, watchOutbox } from './outbox/outbox.ts'
import { queryClient } from './query-client.ts'
import { App } from './router.tsx'
import { takeSent } from './work/queries.ts'

openSession('rider')
watchOutbox({
  onTaken: (deed) => takeSent(queryClient, deed),
  onAnswered: () => void queryClient.invalidateQueries({ queryKey: ['rider'] }),
})
void openOutbox()

// Not while developing: what the worker keeps would hide what was just changed.
if (import.meta.env.PROD && 'serviceWorker' in navigator)
  void navigator.serviceWorker.register('/rider-worker.js', { scope: '/rider' }).catch(() => {})

const root = createRoot(document.getElementById('app')!)

// Not an `await` at the top: the table's own file may wait for this one.
void firstMessages().then((messages) =>
  root.render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Messages initial={messages} loaders={loaders}>
          <App />
          <Toasts />
        </Messages>
      </QueryClientProvider>
    </StrictMode>,
  ),
)
