import { useQuery } from '@tanstack/react-query'
import { listDoorPhotos, type StaffOrder } from '../../../api-client/operations.ts'
import { ErrorState } from '../../../shared/ui/feedback.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { Photo } from './photo.tsx'

/** What the rider photographed at the door. Nothing where no photo was taken, or when it is gone. */
export function DoorPhotos({ orderId }: { orderId: StaffOrder['id'] }) {
  const t = useT()
  const photos = useQuery({
    queryKey: ['admin-order', orderId, 'door-photos'],
    queryFn: ({ signal }) => listDoorPhotos(orderId, signal),
  })
  if (photos.isError && !photos.data)
    return (
      <Panel title={t('ops.atTheDoor')}>
        <ErrorState error={photos.error} onRetry={() => void photos.refetch()} />
      </Panel>
    )
  if (!photos.data?.length) return null
  return (
    <Panel title={t('ops.atTheDoor')}>
      <ul className="flex flex-wrap gap-2">
        {photos.data.map((id, index) => (
          <li key={id}>
            <Photo path={`/v1/orders/${orderId}/door-photos/${id}`} name={t('ops.doorPhoto', { number: index + 1 })} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
