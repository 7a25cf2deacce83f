import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { currentUser } from '../../../api-client/session.ts'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { StoreChoice } from '../store-choice.tsx'
import { DaysAhead } from './days-ahead.tsx'
import { NewWindow } from './new-window.tsx'
import { Week } from './week.tsx'

const route = getRouteApi('/slots')
/** The windows in which a store delivers through the week. */
export function SlotsPage() {
  const t = useT()
  const { store } = route.useSearch()
  const navigate = route.useNavigate()
  const choose = useCallback(
    (next: string) => void navigate({ to: '/slots', search: { store: next }, replace: true }),
    [navigate],
  )
  const mayChange = currentUser()?.roles.some((role) => role === 'admin' || role === 'manager') ?? false
  return (
    <>
      <PageHeader title={t('ops.slots')} note={t('ops.slotsNote')}>
        <div className="max-w-72">
          <StoreChoice value={store} onChange={choose} />
        </div>
      </PageHeader>
      {store && (
        <div className="grid items-start gap-4 px-4 pb-8 md:px-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="flex min-w-0 flex-col gap-4">
            <Week store={store} mayChange={mayChange} />
            <DaysAhead store={store} mayChange={mayChange} />
          </div>
          {mayChange && <NewWindow store={store} />}
        </div>
      )}
    </>
  )
}
