import { useQuery } from '@tanstack/react-query'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { Field, TextArea } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { useT } from '../../messages/messages.ts'
import { useAtField } from '../../refusals.ts'
import { categoriesQuery, storesQuery } from '../queries.ts'
import { type Draft, withField } from './draft.ts'
import { Gives } from './gives.tsx'
import { Limits } from './limits.tsx'
import { Several } from './several.tsx'

/** The rules of an offer, as a form. They are kept outside, since the test basket tries them as they are typed. */
export function Rules({
  draft,
  onChange,
  known,
  error,
  busy,
  onSave,
}: Draft & {
  /** Whether there is such an offer: its code stays as it is. */
  known: boolean
  error: unknown
  busy: boolean
  onSave: () => void
}) {
  const t = useT()
  const atField = useAtField(error)
  return (
    <Form label={t('offer.rules')} error={atField} onSubmit={onSave}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Names draft={draft} onChange={onChange} known={known} />
        <Gives draft={draft} onChange={onChange} />
        <Limits draft={draft} onChange={onChange} />
      </div>
      <ForWhom draft={draft} onChange={onChange} />
      <Terms draft={draft} onChange={onChange} />
      <Button type="submit" busy={busy} className="self-start">
        {t('merch.save')}
      </Button>
    </Form>
  )
}

function Names({ draft, onChange, known }: Draft & { known: boolean }) {
  const t = useT()
  return (
    <>
      <Field
        label={t('offer.code')}
        name="code"
        required
        readOnly={known}
        pattern="[A-Z0-9]{3,20}"
        hint={t('offer.codeHint')}
        value={draft.code}
        onChange={(event) => onChange(withField(draft, 'code', event.target.value.toUpperCase()))}
      />
      <Field
        label={t('offer.title')}
        name="title"
        required
        maxLength={100}
        value={draft.title}
        onChange={(event) => onChange(withField(draft, 'title', event.target.value))}
      />
      <Field
        label={t('offer.titleHi')}
        name="titleHi"
        lang="hi"
        maxLength={100}
        value={draft.titleHi ?? ''}
        onChange={(event) => onChange(withField(draft, 'titleHi', event.target.value || undefined))}
      />
    </>
  )
}

/** On whose orders, in which stores, and on what. */
function ForWhom({ draft, onChange }: Draft) {
  const t = useT()
  const stores = useQuery(storesQuery)
  const categories = useQuery(categoriesQuery)
  return (
    <>
      <Checkbox
        label={t('offer.firstOrder')}
        checked={draft.firstOrder ?? false}
        onChange={(on) => onChange(withField(draft, 'firstOrder', on || undefined))}
      />
      <Several
        legend={t('offer.stores')}
        all={t('offer.allStores')}
        options={stores.data ?? []}
        chosen={draft.storeIds}
        onChange={(ids) => onChange(withField(draft, 'storeIds', ids))}
      />
      <Several
        legend={t('offer.categories')}
        all={t('offer.allProducts')}
        options={(categories.data ?? []).filter(({ parentId }) => parentId === null)}
        chosen={draft.categoryIds}
        onChange={(ids) => onChange(withField(draft, 'categoryIds', ids))}
      />
    </>
  )
}

function Terms({ draft, onChange }: Draft) {
  const t = useT()
  return (
    <>
      <TextArea
        label={t('offer.terms')}
        maxLength={500}
        value={draft.terms ?? ''}
        onChange={(event) => onChange(withField(draft, 'terms', event.target.value || undefined))}
      />
      <TextArea
        label={t('offer.termsHi')}
        lang="hi"
        maxLength={500}
        value={draft.termsHi ?? ''}
        onChange={(event) => onChange(withField(draft, 'termsHi', event.target.value || undefined))}
      />
    </>
  )
}
