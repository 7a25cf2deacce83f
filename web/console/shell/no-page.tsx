import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { buttonClass } from '../../shared/ui/button.tsx'
import { EmptyState } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'

/** An address that leads nowhere: mistyped, or of a page that there was. */
export function NoPage() {
  const t = useT()
  return (
    <EmptyState
      heading="h1"
      icon={<Compass className="size-8" aria-hidden="true" />}
      title={t('console.noPage')}
      action={
        <Link to="/" className={buttonClass()}>
          {t('console.start')}
        </Link>
      }
    >
      {t('console.noPageHelp')}
    </EmptyState>
  )
}
