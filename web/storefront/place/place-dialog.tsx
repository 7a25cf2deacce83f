import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { closeDialog, openLogin } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { addressesQuery } from '../queries.ts'
import { useUser } from '../session/use-user.ts'
import { AddressSearch } from './address-search.tsx'
import { PinPicker } from './pin-picker.tsx'
import { choosePlace, type Place, placeOfAddress, useServing } from './place.ts'
import { SavedAddresses } from './saved-addresses.tsx'

/** Where to: a saved address, an address that is looked up, or a pin on the map. */
export function PlaceDialog() {
  const t = useT()
  const user = useUser()
  const { place, point } = useServing()
  const addresses = useQuery({ ...addressesQuery, enabled: user !== null })
  const [pin, setPin] = useState<Place | null>(null)

  const take = (chosen: Place) => {
    choosePlace(chosen)
    closeDialog()
  }

  return (
    <Dialog
      open
      onClose={closeDialog}
      onBack={pin ? () => setPin(null) : undefined}
      title={t(pin ? 'place.pinTitle' : 'place.title')}
      wide
      footer={
        pin && (
          <Button size="l" className="w-full" onClick={() => take(pin)}>
            {t('place.deliverHere')}
          </Button>
        )
      }
    >
      {pin ? (
        <PinPicker place={pin} onChange={setPin} />
      ) : (
        <div className="flex flex-col gap-5 p-4">
          <AddressSearch
            near={point}
            onChoose={setPin}
            onMap={() => point && setPin(place ?? { point, label: t('place.here'), line1: '' })}
          />
          {addresses.data && addresses.data.length > 0 && (
            <SavedAddresses
              addresses={addresses.data}
              chosenId={place?.addressId}
              onChoose={(address) => take(placeOfAddress(address))}
            />
          )}
          {!user && (
            <Button look="quiet" className="self-start text-brand" onClick={() => openLogin()}>
              {t('place.loginForSaved')}
            </Button>
          )}
        </div>
      )}
    </Dialog>
  )
}
