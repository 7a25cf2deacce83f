import { Field, NumberField } from '../../../shared/ui/field.tsx'
import { useT } from '../../messages/messages.ts'
import { inr, paiseOf, rupeesOf } from '../../rupees.ts'
import { type Draft, localTime, withField } from './draft.ts'

/** From which basket on an offer is given, how much of it at most, how often, and when. */
export function Limits({ draft, onChange }: Draft) {
  const t = useT()
  const money = (label: string, field: 'cap' | 'budget' | 'minimum', required = false) => (
    <Field
      label={label}
      name={field}
      inputMode="decimal"
      pattern="\d{1,8}(\.\d{1,2})?"
      required={required}
      defaultValue={draft[field] ? rupeesOf(draft[field].amount) : ''}
      onChange={({ target: { value } }) =>
        onChange(withField(draft, field, value !== '' || required ? inr(paiseOf(value) ?? 0) : undefined))
      }
    />
  )
  const time = (label: string, field: 'startsAt' | 'endsAt') => (
    <Field
      label={label}
      name={field}
      type="datetime-local"
      required
      value={localTime(draft[field])}
      onChange={({ target: { value } }) => value && onChange(withField(draft, field, new Date(value).toISOString()))}
    />
  )
  return (
    <>
      {money(t('offer.minimum'), 'minimum', true)}
      {money(t('offer.cap'), 'cap')}
      {money(t('offer.budget'), 'budget')}
      <NumberField
        label={t('offer.perUser')}
        min={1}
        max={1000}
        defaultValue={draft.perUser}
        onChange={({ target: { value } }) =>
          onChange(withField(draft, 'perUser', value === '' ? undefined : Number(value)))
        }
        required={false}
      />
      {time(t('offer.starts'), 'startsAt')}
      {time(t('offer.ends'), 'endsAt')}
    </>
  )
}
