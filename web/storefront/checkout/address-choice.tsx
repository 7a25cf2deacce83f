import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Address } from '../../api-client/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Choice } from '../../shared/ui/choice.tsx'
import { useT } from '../messages/messages.ts'
import { choosePlace, placeOfAddress, useServing } from '../place/place.ts'
import { AddressIcon } from '../place/saved-addresses.tsx'
import { AddressEditor } from './address-editor.tsx'

/** To which of one's addresses; the choice is also the place in the header, so that store and promise follow. */
export function AddressChoice({ addresses }: { addresses: Address[] }) {
  const t = useT()
  const { place } = useServing()
  const [editing, setEditing] = useState(false)
  const take = (address: Address) => choosePlace(placeOfAddress(address))
  const pinned = place && !place.addressId ? place : undefined

  return (
    <div className="flex flex-col gap-3">
      {addresses.length > 0 && (
        <Choice
          label={t('checkout.address')}
          value={place?.addressId ?? ''}
          onChange={(id) => {
            const address = addresses.find((each) => each.id === id)
            if (address) take(address)
          }}
          options={addresses.map((address) => ({
            value: address.id,
            label: address.label,
            note: [address.line1, address.line2].filter(Boolean).join(', '),
            icon: <AddressIcon label={address.label} />,
          }))}
        />
      )}
      <Button look="outline" className="self-start" onClick={() => setEditing(true)}>
        <Plus className="size-5" aria-hidden="true" />
        {t(pinned ? 'address.savePinned' : 'address.add')}
      </Button>
      {editing && (
        <AddressEditor
          begin={pinned}
          onClose={() => setEditing(false)}
          onDone={(address) => {
            take(address)
            setEditing(false)
          }}
        />
      )}
    </div>
  )
}
