import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { House, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { removeAddress } from '../../api-client/account.ts'
import type { Address } from '../../api-client/types.ts'
import { Button, IconButton } from '../../shared/ui/button.tsx'
import { EmptyState, ErrorState, Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { AddressEditor } from '../checkout/address-editor.tsx'
import { useT } from '../messages/messages.ts'
import { choosePlace, chosenPlace } from '../place/place.ts'
import { AddressIcon } from '../place/saved-addresses.tsx'
import { addressesQuery } from '../queries.ts'

export function AddressesTab() {
  const t = useT()
  const errorText = useErrorText()
  const client = useQueryClient()
  const addresses = useQuery(addressesQuery)
  const [editing, setEditing] = useState<Address | 'new' | null>(null)
  const remove = useMutation({
    mutationFn: (id: string) => removeAddress(id),
    onSuccess: (_, id) => {
      const place = chosenPlace()
      if (place?.addressId === id) choosePlace({ ...place, addressId: undefined })
      return client.invalidateQueries({ queryKey: addressesQuery.queryKey })
    },
    onError: (error) => toast(errorText(error), 'bad'),
  })
  if (addresses.isPending) return <Skeleton className="h-40" />
  if (addresses.isError) return <ErrorState error={addresses.error} onRetry={() => void addresses.refetch()} />
  return (
    <div className="flex flex-col gap-3">
      {addresses.data.length === 0 && (
        <EmptyState icon={<House className="size-8" aria-hidden="true" />} title={t('account.noAddresses')} />
      )}
      <ul className="grid gap-3">
        {addresses.data.map((address) => (
          <li key={address.id} className="flex items-center gap-3 rounded-lg border border-line bg-card p-4">
            <span className="text-brand">
              <AddressIcon label={address.label} />
            </span>
            <div className="min-w-0 flex-1">
              <p className="font-bold">{address.label}</p>
              <p className="text-sm text-ink-2">
                {[address.line1, address.line2, address.notes].filter(Boolean).join(', ')}
              </p>
            </div>
            <IconButton label={t('address.changeName', { name: address.label })} onClick={() => setEditing(address)}>
              <Pencil className="size-5" aria-hidden="true" />
            </IconButton>
            <IconButton
              label={t('address.remove', { name: address.label })}
              disabled={remove.isPending}
              onClick={() => remove.mutate(address.id)}
            >
              <Trash2 className="size-5" aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button look="outline" className="self-start" onClick={() => setEditing('new')}>
        <Plus className="size-5" aria-hidden="true" />
        {t('address.add')}
      </Button>
      {editing && (
        <AddressEditor
          address={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(null)}
          onDone={() => setEditing(null)}
        />
      )}
    </div>
  )
}
