import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { type AdminOffer, type OfferInput, putOffer } from '../../../api-client/merchandising.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { Badge, ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { Field, NumberField, Select, TextArea } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { Stat, Stats } from '../../../shared/ui/stat.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { useAtField } from '../../refusals.ts'
import { inr, paiseOf, rupeesOf } from '../../rupees.ts'
import { categoriesQuery, offerQuery, storesQuery, usageQuery } from '../queries.ts'
import { offerState, offerTones } from './offers-page.tsx'
import { TestBasket } from './test-basket.tsx'

const route = getRouteApi('/merchandising/offers/$code')
const kinds = ['percent', 'flat', 'free-delivery', 'buy-x-get-y'] as const
type Kind = (typeof kinds)[number]

/** One offer: its rules, a basket to try them on, and what became of it. */
export function OfferPage() {
  const { code } = route.useParams()
  return code === 'new' ? <Editor key="new" /> : <Known code={code} />
}

function Known({ code }: { code: string }) {
  const offer = useQuery(offerQuery(code))
  if (offer.isError) return <ErrorState error={offer.error} onRetry={() => void offer.refetch()} />
  if (!offer.data) return <Skeleton className="m-6 h-96" />
  return <Editor key={code} offer={offer.data} />
}

/** As a date field of the browser wants it, in its own time zone. */
const local = (at: string): string => {
  const date = new Date(at)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
const dayMs = 86_400_000

const fresh = (): OfferInput => ({
  code: '',
  title: '',
  kind: 'percent',
  value: 1_000,
  minimum: inr(0),
  startsAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + 30 * dayMs).toISOString(),
})

function Editor({ offer }: { offer?: AdminOffer }) {
  const t = useT()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [draft, setDraft] = useState<OfferInput>(() => (offer ? ruleOf(offer) : fresh()))
  const save = useMutation({
    mutationFn: putOffer,
    onSuccess: (saved) => {
      toast(t('merch.saved'))
      client.setQueryData(offerQuery(saved.code).queryKey, saved)
      void client.invalidateQueries({ queryKey: ['merch', 'offers'] })
      if (!offer) void navigate({ to: '/merchandising/offers/$code', params: { code: saved.code } })
    },
  })
  return (
    <div className="pb-8">
      <PageHeader
        back={
          <Link to="/merchandising/offers" className="inline-flex min-h-6 items-center gap-1.5">
            <ArrowLeft className="size-4" aria-hidden="true" />
            {t('merch.offers')}
          </Link>
        }
        title={offer?.code ?? t('offer.add')}
        note={offer?.title}
        badge={offer && <Badge tone={offerTones[offerState(offer)]}>{t(`offer.state.${offerState(offer)}`)}</Badge>}
      />
      <div className="grid gap-4 px-4 md:px-6 xl:grid-cols-2">
        <Panel title={t('offer.rules')}>
          <Rules
            draft={draft}
            known={offer !== undefined}
            onChange={setDraft}
            error={save.error}
            busy={save.isPending}
            onSave={() => save.mutate(draft)}
          />
        </Panel>
        <div className="flex min-w-0 flex-col gap-4">
          <TestBasket offer={draft} />
          {offer && <Usage offer={offer} />}
        </div>
      </div>
    </div>
  )
}

const ruleOf = ({ uses: _, spent: __, ...rule }: AdminOffer): OfferInput => rule

/** Without a field, where it is undefined: the API takes no undefined for a value. */
const withField = <K extends keyof OfferInput>(
  draft: OfferInput,
  field: K,
  value: OfferInput[K] | undefined,
): OfferInput => {
  const { [field]: _, ...rest } = draft
  return (value === undefined ? rest : { ...rest, [field]: value }) as OfferInput
}

function Rules({
  draft,
  known,
  onChange,
  error,
  busy,
  onSave,
}: {
  draft: OfferInput
  known: boolean
  onChange: (next: OfferInput) => void
  error: unknown
  busy: boolean
  onSave: () => void
}) {
  const t = useT()
  const atField = useAtField(error)
  const stores = useQuery(storesQuery)
  const categories = useQuery(categoriesQuery)
  const set = <K extends keyof OfferInput>(field: K, value: OfferInput[K] | undefined) =>
    onChange(withField(draft, field, value))
  const amount = (text: string) => (text === '' ? undefined : inr(paiseOf(text) ?? 0))
  const setKind = (kind: Kind) => {
    const { buy: _, get: __, ...rest } = draft
    onChange({
      ...rest,
      kind,
      value: kind === 'percent' ? 1_000 : kind === 'flat' ? 5_000 : 0,
      ...(kind === 'buy-x-get-y' ? { buy: 2, get: 1 } : {}),
    })
  }
  const money = (label: string, field: 'cap' | 'budget' | 'minimum', required = false) => (
    <Field
      label={label}
      name={field}
      inputMode="decimal"
      pattern="\d{1,8}(\.\d{1,2})?"
      required={required}
      defaultValue={draft[field] ? rupeesOf(draft[field].amount) : ''}
      onChange={(event) => set(field, amount(event.target.value) ?? (required ? inr(0) : undefined))}
    />
  )
  return (
    <Form label={t('offer.rules')} error={atField} onSubmit={onSave}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t('offer.code')}
          name="code"
          required
          readOnly={known}
          pattern="[A-Z0-9]{3,20}"
          hint={t('offer.codeHint')}
          value={draft.code}
          onChange={(event) => set('code', event.target.value.toUpperCase())}
        />
        <Field
          label={t('offer.title')}
          name="title"
          required
          maxLength={100}
          value={draft.title}
          onChange={(event) => set('title', event.target.value)}
        />
        <Field
          label={t('offer.titleHi')}
          name="titleHi"
          lang="hi"
          maxLength={100}
          value={draft.titleHi ?? ''}
          onChange={(event) => set('titleHi', event.target.value || undefined)}
        />
        <Select
          label={t('offer.kind')}
          value={draft.kind}
          onChange={(kind) => setKind(kind as Kind)}
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
            onChange={(event) => set('value', Math.round(Number(event.target.value) * 100))}
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
            onChange={(event) => set('value', paiseOf(event.target.value) ?? 0)}
          />
        )}
        {draft.kind === 'buy-x-get-y' && (
          <div className="grid grid-cols-2 gap-3">
            <NumberField
              label={t('offer.buy')}
              name="buy"
              min={1}
              max={100}
              value={draft.buy ?? 1}
              onChange={(event) => set('buy', Number(event.target.value))}
            />
            <NumberField
              label={t('offer.get')}
              name="get"
              min={1}
              max={100}
              value={draft.get ?? 1}
              onChange={(event) => set('get', Number(event.target.value))}
            />
          </div>
        )}
        {money(t('offer.minimum'), 'minimum', true)}
        {money(t('offer.cap'), 'cap')}
        {money(t('offer.budget'), 'budget')}
        <NumberField
          label={t('offer.perUser')}
          min={1}
          max={1000}
          defaultValue={draft.perUser}
          onChange={(event) => set('perUser', event.target.value === '' ? undefined : Number(event.target.value))}
          required={false}
        />
        <Field
          label={t('offer.starts')}
          name="startsAt"
          type="datetime-local"
          required
          value={local(draft.startsAt)}
          onChange={(event) => event.target.value && set('startsAt', new Date(event.target.value).toISOString())}
        />
        <Field
          label={t('offer.ends')}
          name="endsAt"
          type="datetime-local"
          required
          value={local(draft.endsAt)}
          onChange={(event) => event.target.value && set('endsAt', new Date(event.target.value).toISOString())}
        />
      </div>
      <Checkbox
        label={t('offer.firstOrder')}
        checked={draft.firstOrder ?? false}
        onChange={(on) => set('firstOrder', on || undefined)}
      />
      <Several
        legend={t('offer.stores')}
        all={t('offer.allStores')}
        options={stores.data ?? []}
        chosen={draft.storeIds}
        onChange={(ids) => set('storeIds', ids)}
      />
      <Several
        legend={t('offer.categories')}
        all={t('offer.allProducts')}
        options={(categories.data ?? []).filter(({ parentId }) => parentId === null)}
        chosen={draft.categoryIds}
        onChange={(ids) => set('categoryIds', ids)}
      />
      <TextArea
        label={t('offer.terms')}
        maxLength={500}
        value={draft.terms ?? ''}
        onChange={(event) => set('terms', event.target.value || undefined)}
      />
      <TextArea
        label={t('offer.termsHi')}
        lang="hi"
        maxLength={500}
        value={draft.termsHi ?? ''}
        onChange={(event) => set('termsHi', event.target.value || undefined)}
      />
      <Button type="submit" busy={busy} className="self-start">
        {t('merch.save')}
      </Button>
    </Form>
  )
}

/** None chosen is all of them. */
function Several({
  legend,
  all,
  options,
  chosen,
  onChange,
}: {
  legend: string
  all: string
  options: readonly { id: string; name: string }[]
  chosen: readonly string[] | undefined
  onChange: (ids: string[] | undefined) => void
}) {
  const set = new Set(chosen)
  return (
    <fieldset>
      <legend className="text-sm font-semibold">{legend}</legend>
      <div className="flex max-h-44 flex-wrap gap-x-5 overflow-y-auto py-1">
        <Checkbox label={all} checked={chosen === undefined} onChange={() => onChange(undefined)} />
        {options.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={set.has(id)}
            onChange={(on) => {
              const next = options.map((each) => each.id).filter((each) => (each === id ? on : set.has(each)))
              onChange(next.length > 0 ? next : undefined)
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}

function Usage({ offer }: { offer: AdminOffer }) {
  const t = useT()
  const format = useFormat()
  const usage = useQuery(usageQuery(offer.code))
  return (
    <Panel title={t('offer.usage')}>
      <Stats>
        <Stat label={t('offer.uses')} value={usage.data && format.number(usage.data.uses)} />
        <Stat label={t('offer.customers')} value={usage.data && format.number(usage.data.customers)} />
        <Stat
          label={t('offer.spent')}
          value={usage.data && format.money(usage.data.discount)}
          note={offer.budget && t('offer.ofBudget', { budget: format.money(offer.budget) })}
        />
      </Stats>
    </Panel>
  )
}
