import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { listAreas } from '../../../api-client/operations.ts'
import { ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { StoreChoice } from '../store-choice.tsx'
import { AreaEditor } from './area-editor.tsx'

const route = getRouteApi('/areas')

/** Which doors a store serves, drawn on the map or given as coordinates. */
export function AreasPage() {
  const t = useT()
  const { store } = route.useSearch()
  const navigate = route.useNavigate()
  const choose = useCallback(
    (next: string) => void navigate({ to: '/areas', search: { store: next }, replace: true }),
    [navigate],
  )
  const areas = useQuery({ queryKey: ['areas'], queryFn: listAreas })
  const area = areas.data?.items.find((each) => each.storeId === store)
  return (
    <>
      <PageHeader title={t('ops.areas')} note={t('ops.areasNote')}>
        <div className="max-w-72">
          <StoreChoice value={store} onChange={choose} />
        </div>
      </PageHeader>
      {areas.isError && !areas.data && <ErrorState error={areas.error} onRetry={() => void areas.refetch()} />}
      {areas.isPending && <Skeleton className="m-6 h-96" />}
      {area && <AreaEditor key={area.storeId} area={area} />}
    </>
  )
}
