import { useRouter } from '@tanstack/react-router'
import { ErrorState } from '../../shared/ui/feedback.tsx'

/** A page that broke; what stands around it goes on. */
export function PageFailed({ error }: { error: unknown }) {
  const router = useRouter()
  return <ErrorState heading="h1" error={error} onRetry={() => void router.invalidate()} />
}
