import { Compass } from 'lucide-react'
import { Link } from 'wouter'
import { EmptyState } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { deedClass } from '../ui/deed.tsx'

export function NotFound() {
  const t = useT()
  return (
    <EmptyState
      heading="h1"
      icon={<Compass className="size-8" aria-hidden="true" />}
      title={t('notFound.title')}
      action={
        <Link href="/" className={deedClass()}>
          {t('nav.work')}
        </Link>
      }
    />
  )
}
