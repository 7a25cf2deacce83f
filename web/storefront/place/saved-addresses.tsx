import { BriefcaseBusiness, House, MapPin } from 'lucide-react'
import type { Address } from '../../api-client/types.ts'
import { useT } from '../messages/messages.ts'

/** Home and work are recognised by their usual names; any other label gets a plain pin. */
export function AddressIcon({ label }: { label: string }) {
  const Icon = /home|घर/i.test(label) ? House : /work|office|काम|दफ़्तर/i.test(label) ? BriefcaseBusiness : MapPin
  return <Icon className="size-5" aria-hidden="true" />
}

export function SavedAddresses({
  addresses,
  chosenId,
  onChoose,
}: {
  addresses: Address[]
  chosenId?: string
  onChoose: (address: Address) => void
}) {
  const t = useT()
  return (
    <section aria-labelledby="saved-addresses">
      <h3 id="saved-addresses" className="pb-2 text-sm font-semibold text-ink-2">
        {t('place.saved')}
      </h3>
      <ul className="grid gap-2">
        {addresses.map((address) => (
          <li key={address.id}>
            <button
              type="button"
              aria-pressed={address.id === chosenId}
              onClick={() => onChoose(address)}
              className="flex w-full items-center gap-3 rounded-md border-[1.5px] border-line bg-card px-3.5 py-2.5 text-left hover:border-line-strong aria-pressed:border-brand aria-pressed:bg-brand-soft"
            >
              <span className="text-brand">
                <AddressIcon label={address.label} />
              </span>
              <span className="min-w-0">
                <span className="block font-semibold">{address.label}</span>
                <span className="block truncate text-sm text-ink-2">
                  {[address.line1, address.line2].filter(Boolean).join(', ')}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
