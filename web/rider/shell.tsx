import { Outlet } from '@tanstack/react-router'
import { useT } from './messages/messages.ts'

/** What every page of the rider app lies in. */
export function Shell() {
  const t = useT()
  return (
    <main>
      <title>{t('rider.title')}</title>
      <Outlet />
    </main>
  )
}
