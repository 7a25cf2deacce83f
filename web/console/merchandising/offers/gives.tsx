import { Field, NumberField, Select } from '../../../shared/ui/field.tsx'
import { useT } from '../../messages/messages.ts'
import { paiseOf, rupeesOf } from '../../rupees.ts'
import { type Draft, type Kind, kinds, withField, withKind } from './draft.ts'

/** What an offer gives: its kind, and how much of it. */
export function Gives({ draft, onChange }: Draft) {
  const t = useT()
  return (
    <>
      <Select
        label={t('offer.kind')}
        value={draft.kind}
        onChange={(kind) => onChange(withKind(draft, kind as Kind))}
        options={kinds.map((value) => ({ value, label: t(`offer.kind.${value}`) }))}
      />
      {draft.kind === 'percent' && (
        <NumberField
          key="percent"
          label={t('offer.percent')}
          name="value"
          min={0.01}
          max={100}
          step={0.01}
          defaultValue={draft.value / 100}
          onChange={(event) => onChange(withField(draft, 'value', Math.round(Number(event.target.value) * 100)))}
        />
      )}
      {draft.kind === 'flat' && (
        <Field
          key="flat"
          label={t('offer.amount')}
          name="value"
          inputMode="decimal"
          pattern="\d{1,6}(\.\d{1,2})?"
          required
          defaultValue={rupeesOf(draft.value)}
          onChange={(event) => onChange(withField(draft, 'value', paiseOf(event.target.value) ?? 0))}
        />
      )}
      {draft.kind === 'buy-x-get-y' && (
        <div className="grid grid-cols-2 gap-3">
          {(['buy', 'get'] as const).map((field) => (
            <NumberField
              key={field}
              label={t(`offer.${field}`)}
              name={field}
              min={1}
              max={100}
              value={draft[field] ?? 1}
              onChange={(event) => onChange(withField(draft, field, Number(event.target.value)))}
            />
          ))}
        </div>
      )}
    </>
  )
}
