import './design.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Messages } from '../shared/i18n/i18n.tsx'
import { Toasts } from '../shared/ui/toast.tsx'
import { DesignPage } from './design-page.tsx'
import { firstMessages, loaders } from './messages/messages.ts'

const root = createRoot(document.getElementById('app')!)

// Not an `await` at the top: the table's own file may wait for this one.
void firstMessages().then((messages) =>
  root.render(
    <StrictMode>
      <Messages initial={messages} loaders={loaders}>
        <DesignPage />
        <Toasts />
      </Messages>
    </StrictMode>,
  ),
)
