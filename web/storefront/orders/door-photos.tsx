import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../../api-client/http.ts'
import { loadPhoto } from '../../api-client/photos.ts'
import type { Order } from '../../api-client/types.ts'
import { Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'

/** Where the bags stand that the rider left at the door. Nothing where none was left, or when the photos are gone. */
export function DoorPhotos({ orderId }: { orderId: Order['id'] }) {
  const t = useT()
  const photos = useQuery({
    queryKey: ['mine', 'door-photos', orderId],
    queryFn: ({ signal }) => api('GET /v1/orders/{id}/door-photos', { path: { id: orderId }, signal }),
    select: (page) => page.items,
    retry: false,
  })
  if (!photos.data?.length) return null
  return (
    <section aria-labelledby="at-the-door" className="rounded-lg border border-line bg-card p-3.5">
      <h2 id="at-the-door" className="mb-2 font-bold">
        {t('order.atTheDoor')}
      </h2>
      <ul className="flex flex-wrap gap-2">
        {photos.data.map((id, index) => (
          <li key={id}>
            <DoorPhoto path={`/v1/orders/${orderId}/door-photos/${id}`} name={t('order.doorPhoto', { n: index + 1 })} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function DoorPhoto({ path, name }: { path: string; name: string }) {
  const { data: address, isError } = useQuery({
    queryKey: ['photo', path],
    queryFn: ({ signal }) => loadPhoto(path, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  useEffect(() => () => void (address && URL.revokeObjectURL(address)), [address])
  if (isError) return null
  if (!address) return <Skeleton className="size-40" />
  return (
    <a href={address} target="_blank" rel="noreferrer">
      <img src={address} alt={name} className="size-40 rounded-md border border-line object-cover" />
    </a>
  )
}
