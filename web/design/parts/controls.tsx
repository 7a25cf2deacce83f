import { Banknote, CreditCard, Heart, Plus } from 'lucide-react'
import { useState } from 'react'
import { offlineProblem, ProblemError } from '../../api-client/problem.ts'
import { Button, IconButton } from '../../shared/ui/button.tsx'
import { Checkbox } from '../../shared/ui/checkbox.tsx'
import { Choice, Switch } from '../../shared/ui/choice.tsx'
import { Combobox, type ComboboxOption } from '../../shared/ui/combobox.tsx'
import { DateField, DateRange, type Days, TimeField } from '../../shared/ui/dates.tsx'
import { Field, NumberField, Select, TextArea } from '../../shared/ui/field.tsx'
import { FileDrop } from '../../shared/ui/file-drop.tsx'
import { SearchField } from '../../shared/ui/filter-bar.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { Keys } from '../../shared/ui/keys.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'
import { useT } from '../messages/messages.ts'

const looks = ['primary', 'accent', 'outline', 'quiet', 'danger'] as const

export function Buttons() {
  const t = useT()
  return (
    <div className="flex flex-col gap-4">
      {(['s', 'm', 'l'] as const).map((size) => (
        <div key={size} className="flex flex-wrap items-center gap-3">
          {looks.map((look) => (
            <Button key={look} look={look} size={size}>
              {t(`sample.${look}`)}
            </Button>
          ))}
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-3">
        <Button busy>{t('sample.busy')}</Button>
        <Button disabled>{t('sample.disabled')}</Button>
        <Button>
          <Plus className="size-5" aria-hidden="true" />
          {t('stepper.add')}
        </Button>
        <IconButton label={t('sample.outline')}>
          <Heart className="size-5" aria-hidden="true" />
        </IconButton>
        <IconButton label={t('sample.disabled')} disabled>
          <Heart className="size-5" aria-hidden="true" />
        </IconButton>
        <Keys keys="mod+k" />
        <Keys keys="g o" />
      </div>
    </div>
  )
}

export function Fields() {
  const t = useT()
  const stores = useStores()
  const [store, setStore] = useState<ComboboxOption | null>(null)
  const [chosen, setChosen] = useState<ComboboxOption | null>(stores[0]!)
  const [text, setText] = useState('')
  const [time, setTime] = useState('18:30')
  const [day, setDay] = useState('2026-11-22')
  const [days, setDays] = useState<Days>({ from: '2026-11-16', to: '2026-11-22' })
  const search = (text: string) => stores.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()))
  return (
    <div className="grid items-start gap-5 md:grid-cols-2">
      <Field label={t('sample.name')} hint={t('sample.nameHint')} name="name-1" />
      <Field label={t('sample.name')} error={t('sample.nameError')} defaultValue="A" name="name-2" />
      <Field label={t('sample.name')} disabled defaultValue="Asha" name="name-3" />
      <NumberField label={t('sample.count')} name="number" defaultValue={2} />
      <NumberField
        label={t('sample.count')}
        error={t('sample.countError')}
        max={10}
        defaultValue={12}
        name="number-2"
      />
      <TextArea label={t('sample.note')} name="note" />
      <TextArea label={t('sample.note')} error={t('sample.nameError')} defaultValue="A" name="note-2" />
      <SearchField label={t('sample.search')} value={text} onChange={setText} />
      <SearchField label={t('sample.search')} value={t('sample.product')} onChange={() => {}} />
      <Select label={t('sample.store')} options={stores} onChange={() => {}} />
      <Select label={t('sample.store')} options={stores} onChange={() => {}} disabled />
      <Combobox label={t('sample.store')} value={store} onChange={setStore} search={search} />
      <Combobox label={t('sample.store')} value={chosen} onChange={setChosen} search={search} />
      <Combobox
        label={t('sample.storeAway')}
        value={null}
        onChange={() => {}}
        search={() => Promise.reject(offlineProblem())}
        error={t('sample.storeNeeded')}
      />
      <Combobox label={t('sample.store')} value={chosen} onChange={setChosen} search={search} disabled />
      <DateField label={t('sample.day')} value={day} onChange={setDay} />
      <DateField label={t('sample.day')} value="" onChange={() => {}} error={t('sample.dayNeeded')} />
      <TimeField label={t('sample.until')} hint={t('sample.untilHint')} value={time} onChange={setTime} />
      <TimeField label={t('sample.until')} value="03:10" onChange={() => {}} error={t('sample.untilShut')} />
      <DateRange label={t('sample.day')} value={days} onChange={setDays} />
      <FileDrop label={t('sample.upload')} accept=".csv" maxBytes={2_000_000} onFile={() => {}} />
      <FileDrop
        label={t('sample.upload')}
        accept=".csv"
        maxBytes={2_000_000}
        error={t('sample.toastBad')}
        onFile={() => {}}
      />
      <FileDrop label={t('sample.upload')} accept=".csv" maxBytes={2_000_000} busy onFile={() => {}} />
    </div>
  )
}

function useStores(): ComboboxOption[] {
  const t = useT()
  return [
    { value: 'a', label: t('sample.storeA') },
    { value: 'b', label: t('sample.storeB') },
    { value: 'c', label: t('sample.storeC') },
  ]
}

export function Choices() {
  const t = useT()
  const [paid, setPaid] = useState('cash')
  const [on, setOn] = useState(true)
  const [tab, setTab] = useState('list')
  return (
    <div className="grid items-start gap-6 md:grid-cols-2">
      <Choice
        label={t('payment.cash')}
        value={paid}
        onChange={setPaid}
        options={[
          { value: 'cash', label: t('sample.cash'), note: t('sample.cashNote'), icon: <Banknote className="size-5" /> },
          { value: 'card', label: t('sample.card'), icon: <CreditCard className="size-5" /> },
          { value: 'wallet', label: t('sample.wallet'), disabled: true },
        ]}
      />
      <div className="flex flex-col gap-4">
        <Checkbox label={t('sample.agree')} defaultChecked />
        <Checkbox label={t('sample.agree')} mixed />
        <Checkbox label={t('sample.agree')} disabled />
        <div className="flex items-center gap-3">
          <Switch label={t('sample.news')} checked={on} onChange={setOn} />
          {t('sample.news')}
        </div>
        <div className="flex items-center gap-3">
          <Switch label={t('sample.disabled')} checked={false} disabled onChange={() => {}} />
          {t('sample.disabled')}
        </div>
        <Tabs
          label={t('sample.orders')}
          value={tab}
          onChange={setTab}
          tabs={[
            { value: 'list', label: t('sample.list'), content: t('sample.body') },
            { value: 'map', label: t('sample.map'), content: t('sample.body') },
          ]}
        />
      </div>
    </div>
  )
}

/** What the API says about fields stands at the fields, and above. */
export function FormSample() {
  const t = useT()
  const [error, setError] = useState<ProblemError>()
  const refuse = () =>
    setError(
      new ProblemError({
        type: 'about:blank',
        title: '',
        status: 400,
        code: 'request/invalid',
        fields: [{ path: 'body/title', message: t('sample.nameError') }],
      }),
    )
  return (
    <Form label={t('part.form')} error={error} onSubmit={refuse} className="max-w-md">
      <Field label={t('sample.name')} name="title" autoComplete="off" />
      <Button type="submit" className="self-start">
        {t('common.save')}
      </Button>
    </Form>
  )
}
