import { Wordmark } from '../shared/brand/logo.tsx'

/** Each component of the design system in each of its states. */
export function DesignPage() {
  return (
    <main className="p-6">
      <title>Tokri: the design system</title>
      <Wordmark className="h-9 text-brand" />
    </main>
  )
}
