import { WifiOff } from 'lucide-react'
import { useSharedT } from '../i18n/i18n.tsx'
import { useOnline } from '../live/use-online.ts'

/** Says that the device has no connection. The region is always there, so that it is announced. */
export function OfflineBanner() {
  const online = useOnline()
  return (
    <div role="status" className="no-print flex-none">
      {!online && <Offline />}
    </div>
  )
}

/** What it says. */
export function Offline() {
  const t = useSharedT()
  return (
    <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-center text-sm font-medium text-warn">
      <WifiOff className="size-4 flex-none" aria-hidden="true" />
      {t('offline.banner')}
    </p>
  )
}
