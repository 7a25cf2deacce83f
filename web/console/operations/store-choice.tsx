import { useEffect } from 'react'
import { Select } from '../../shared/ui/field.tsx'
import { useAreas } from '../live/use-live-city.ts'
import { useT } from '../messages/messages.ts'

/** Which store a page is about; the first one until another is chosen. */
export function StoreChoice({ value, onChange }: { value: string | undefined; onChange: (store: string) => void }) {
  const t = useT()
  const stores = useAreas().data
  const first = stores?.[0]?.id
  useEffect(() => {
    if (!value && first) onChange(first)
  }, [value, first, onChange])
  return (
    <Select
      label={t('ops.store')}
      value={value ?? ''}
      options={(stores ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      onChange={onChange}
    />
  )
}
