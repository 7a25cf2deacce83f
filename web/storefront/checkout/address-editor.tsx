import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { addAddress, changeAddress } from '../../api-client/account.ts'
import { isProblem } from '../../api-client/problem.ts'
import type { Address } from '../../api-client/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field, TextArea } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'
import { AddressSearch } from '../place/address-search.tsx'
import { PinPicker } from '../place/pin-picker.tsx'
import { type Place, useServing } from '../place/place.ts'
import { addressesQuery } from '../queries.ts'

const placeOf = ({ label, line1, line2, lat, lng }: Address): Place => ({ label, line1, line2, point: { lat, lng } })

/** A new address, or another pin or text for one that is kept: find it, set the pin, then say which door. */
export function AddressEditor({
  address,
  begin,
  onDone,
  onClose,
}: {
  address?: Address
  /** Where the map begins: the place that was chosen before there was an account. */
  begin?: Place
  onDone: (address: Address) => void
  onClose: () => void
}) {
  const t = useT()
  const { point, place: chosen } = useServing()
  const [step, setStep] = useState<'search' | 'pin' | 'door'>(address ? 'door' : begin ? 'pin' : 'search')
  const [pin, setPin] = useState<Place | null>(address ? placeOf(address) : (begin ?? null))

  const back = { search: undefined, pin: () => setStep('search'), door: () => setStep('pin') }[step]
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      onBack={back}
      title={t(address ? 'address.change' : 'address.add')}
      footer={
        step === 'pin' && (
          <Button size="l" className="w-full" onClick={() => setStep('door')}>
            {t('address.pinRight')}
          </Button>
        )
      }
    >
      {step === 'search' && (
        <div className="p-4">
          <AddressSearch
            near={point}
            onChoose={(found) => {
              setPin(found)
              setStep('pin')
            }}
            onMap={() => {
              if (!point) return
              setPin(chosen ?? { point, label: t('place.here'), line1: '' })
              setStep('pin')
            }}
          />
        </div>
      )}
      {step === 'pin' && pin && <PinPicker place={pin} onChange={setPin} />}
      {step === 'door' && pin && <DoorForm pin={pin} address={address} onDone={onDone} />}
    </Dialog>
  )
}

function DoorForm({ pin, address, onDone }: { pin: Place; address?: Address; onDone: (address: Address) => void }) {
  const t = useT()
  const errorText = useErrorText()
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => String(form.get(name) ?? '').trim()
      const input = {
        label: text('label'),
        line1: text('line1'),
        ...(text('line2') ? { line2: text('line2') } : {}),
        ...(text('notes') ? { notes: text('notes') } : {}),
        ...pin.point,
      }
      return address ? changeAddress(address.id, input) : addAddress(input)
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: addressesQuery.queryKey })
      onDone(saved)
    },
  })
  const fields = isProblem(save.error) ? save.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate(new FormData(event.currentTarget))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5 p-4">
      <Field
        label={t('address.line1')}
        name="line1"
        required
        maxLength={200}
        defaultValue={address?.line1 ?? [pin.line1 || pin.label].filter(Boolean).join(', ')}
        autoComplete="address-line1"
        error={fields.line1}
      />
      <Field
        label={t('address.line2')}
        name="line2"
        maxLength={200}
        defaultValue={address?.line2 ?? pin.line2}
        autoComplete="address-line2"
        error={fields.line2}
      />
      <TextArea
        label={t('address.notes')}
        name="notes"
        maxLength={300}
        placeholder={t('address.notesHint')}
        defaultValue={address?.notes}
        error={fields.notes}
      />
      <Field
        label={t('address.label')}
        name="label"
        required
        maxLength={40}
        list="address-labels"
        defaultValue={address?.label ?? t('address.home')}
        error={fields.label}
      />
      <datalist id="address-labels">
        <option value={t('address.home')} />
        <option value={t('address.work')} />
      </datalist>
      {save.isError && <Notice tone="bad">{errorText(save.error)}</Notice>}
      <Button type="submit" size="l" busy={save.isPending}>
        {t('address.save')}
      </Button>
    </form>
  )
}
