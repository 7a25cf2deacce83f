import { useQuery } from '@tanstack/react-query'
import { Store as StoreIcon } from 'lucide-react'
import { currentUser } from '../../api-client/session.ts'
import { listMyStores } from '../../api-client/stock.ts'
import type { Store } from '../../api-client/types.ts'
import { stored, useStored } from '../../shared/stored.ts'
import { EmptyState } from '../../shared/ui/feedback.tsx'
import { Select } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'

const chosen = stored<string | null>('tokri.console.store', null)

export const useMyStores = () =>
  useQuery({ queryKey: ['my-stores'], queryFn: listMyStores, staleTime: 60_000, select: (page) => page.items })

/** The store that this person works in: their own, or of several the one that was chosen last on this device. */
export function useStore(asked?: string): { storeId: string | undefined; store: Store | undefined; stores: Store[] } {
  const stores = useMyStores().data ?? []
  const last = useStored(chosen)
  const own = currentUser()?.storeIds[0]
  const known = (id: string | null | undefined) => stores.find((each) => each.id === id)
  const store = known(asked) ?? known(last) ?? known(own) ?? stores[0]
  return { storeId: store?.id ?? asked ?? own, store, stores }
}

/** Only for who works in more than one. */
export function StoreChoice({ store, stores }: { store: Store | undefined; stores: Store[] }) {
  const t = useT()
  if (stores.length < 2 || !store) return store ? <span className="text-sm text-ink-2">{store.name}</span> : null
  return (
    <Select
      label={t('live.store')}
      labelHidden
      className="w-44 max-w-full"
      value={store.id}
      onChange={chosen.set}
      options={stores.map((each) => ({ value: each.id, label: each.name }))}
    />
  )
}

export function NoStore() {
  const t = useT()
  return (
    <EmptyState heading="h1" icon={<StoreIcon className="size-8" aria-hidden="true" />} title={t('store.none')}>
      <p>{t('store.noneHelp')}</p>
    </EmptyState>
  )
}

/** Who may move stock and change the store; the API refuses the others. */
export const isManager = () => currentUser()?.roles.some((role) => role === 'manager' || role === 'admin') ?? false
