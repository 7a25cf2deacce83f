import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { addSlots, changeSlot, listSlots, removeSlot, type SlotTemplate } from '../../../api-client/operations.ts'
import { currentUser } from '../../../api-client/session.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { StoreChoice } from '../store-choice.tsx'
import { DaysAhead } from './days-ahead.tsx'

const route = getRouteApi('/slots')
const days = [1, 2, 3, 4, 5, 6, 0] as const
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const minutesOf = (value: FormDataEntryValue | null) => {
  const [hours = 0, minutes = 0] = String(value).split(':').map(Number)
  return hours * 60 + minutes
}

/** The windows in which a store delivers through the week. */
export function SlotsPage() {
  const t = useT()
  const { store } = route.useSearch()
  const navigate = route.useNavigate()
  const choose = useCallback(
    (next: string) => void navigate({ to: '/slots', search: { store: next }, replace: true }),
    [navigate],
  )
  const mayChange = currentUser()?.roles.some((role) => role === 'admin' || role === 'manager') ?? false
  return (
    <>
      <PageHeader title={t('ops.slots')} note={t('ops.slotsNote')}>
        <div className="max-w-72">
          <StoreChoice value={store} onChange={choose} />
        </div>
      </PageHeader>
      {store && (
        <div className="grid items-start gap-4 px-4 pb-8 md:px-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="flex min-w-0 flex-col gap-4">
            <Week store={store} mayChange={mayChange} />
            <DaysAhead store={store} mayChange={mayChange} />
          </div>
          {mayChange && <NewWindow store={store} />}
        </div>
      )}
    </>
  )
}

function Week({ store, mayChange }: { store: string; mayChange: boolean }) {
  const t = useT()
  const { money } = useFormat()
  const client = useQueryClient()
  const [open, setOpen] = useState<SlotTemplate | null>(null)
  const list = useQuery({ queryKey: ['slots', store], queryFn: () => listSlots(store) })
  const done = () => {
    setOpen(null)
    void client.invalidateQueries({ queryKey: ['slots', store] })
  }
  const remove = useMutation({ mutationFn: (id: string) => removeSlot(id), onSuccess: done })
  const columns = useMemo(
    (): Column<SlotTemplate>[] => [
      { key: 'day', header: t('ops.day'), cell: (row) => t(`ops.day.${row.weekday as 0}`) },
      {
        key: 'time',
        header: t('ops.window'),
        grow: true,
        cell: (row) => (
          <span className="num font-semibold whitespace-nowrap">
            {clock(row.start)} – {clock(row.end)}
          </span>
        ),
      },
      {
        key: 'capacity',
        header: t('ops.capacity'),
        align: 'end',
        cell: (row) =>
          mayChange ? <Capacity template={row} onDone={done} /> : <span className="num">{row.capacity}</span>,
      },
      { key: 'fee', header: t('ops.fee'), align: 'end', cell: (row) => <span className="num">{money(row.fee)}</span> },
      {
        key: 'cutoff',
        header: t('ops.cutoff'),
        align: 'end',
        from: 'sm',
        cell: (row) => t('ops.minutesBefore', { count: row.cutoffMinutes }),
      },
      {
        key: 'remove',
        header: t('ops.deed'),
        align: 'end',
        cell: (row) =>
          mayChange && (
            <Button
              size="s"
              look="quiet"
              aria-label={t('ops.removeSlotNamed', { day: t(`ops.day.${row.weekday as 0}`), time: clock(row.start) })}
              onClick={() => setOpen(row)}
            >
              {t('ops.remove')}
            </Button>
          ),
      },
    ],
    [t, money, mayChange],
  )
  return (
    <>
      <DataTable
        label={t('ops.slots')}
        columns={columns}
        rows={list.data?.items}
        rowKey={(row) => row.id}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={{ title: t('ops.noSlots'), help: t('ops.noSlotsHelp') }}
      />
      <ConfirmDialog
        open={open !== null}
        danger
        title={t('ops.removeSlot')}
        confirm={t('ops.remove')}
        busy={remove.isPending}
        error={remove.error}
        onClose={() => setOpen(null)}
        onConfirm={() => open && remove.mutate(open.id)}
      >
        {t('ops.removeSlotHelp')}
      </ConfirmDialog>
    </>
  )
}

/** Saved when it is left. */
function Capacity({ template, onDone }: { template: SlotTemplate; onDone: () => void }) {
  const t = useT()
  const change = useMutation({
    mutationFn: (capacity: number) => changeSlot(template.id, { capacity }),
    onSuccess: () => {
      toast(t('ops.saved'))
      onDone()
    },
  })
  return (
    <input
      type="number"
      min={0}
      max={10_000}
      aria-label={t('ops.capacityOf', { day: t(`ops.day.${template.weekday as 0}`), time: clock(template.start) })}
      defaultValue={template.capacity}
      disabled={change.isPending}
      className="num min-h-9 w-20 rounded-md border-[1.5px] border-line bg-card px-2 text-right"
      onBlur={(event) => {
        const capacity = event.target.valueAsNumber
        if (Number.isInteger(capacity) && capacity >= 0 && capacity !== template.capacity) change.mutate(capacity)
      }}
    />
  )
}

function NewWindow({ store }: { store: string }) {
  const t = useT()
  const client = useQueryClient()
  const [weekdays, setWeekdays] = useState<ReadonlySet<number>>(new Set(days))
  const add = useMutation({
    mutationFn: addSlots,
    onSuccess: ({ items }) => {
      toast(t('ops.slotsAdded', { count: items.length }))
      void client.invalidateQueries({ queryKey: ['slots', store] })
    },
  })
  const submit = (data: FormData) => {
    const start = minutesOf(data.get('start'))
    const end = minutesOf(data.get('end'))
    add.mutate({
      storeId: store,
      weekdays: [...weekdays],
      start,
      // An end that is not after the start is on the next day.
      end: end > start ? end : end + 1_440,
      capacity: Number(data.get('capacity')),
      fee: { amount: Math.round(Number(data.get('fee')) * 100), currency: 'INR' },
      cutoffMinutes: Number(data.get('cutoff')),
    })
  }
  return (
    <Panel title={t('ops.newSlot')}>
      <Form label={t('ops.newSlot')} error={add.error} onSubmit={submit}>
        <fieldset className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,8rem),1fr))] gap-x-3">
          <legend className="pb-1 text-sm font-semibold">{t('ops.days')}</legend>
          {days.map((day) => (
            <Checkbox
              key={day}
              label={t(`ops.day.${day}`)}
              checked={weekdays.has(day)}
              onChange={(on) =>
                setWeekdays(new Set(on ? [...weekdays, day] : [...weekdays].filter((each) => each !== day)))
              }
            />
          ))}
        </fieldset>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,8rem),1fr))] gap-3">
          <Field label={t('ops.from')} name="start" type="time" defaultValue="10:00" required />
          <Field label={t('ops.until')} name="end" type="time" defaultValue="12:00" required />
          <Field
            label={t('ops.capacity')}
            name="capacity"
            type="number"
            min={0}
            max={10_000}
            defaultValue={20}
            required
          />
          <Field label={t('ops.feeRupees')} name="fee" type="number" min={0} step={0.01} defaultValue={0} required />
        </div>
        <Field
          label={t('ops.cutoffMinutes')}
          name="cutoff"
          type="number"
          min={0}
          max={2_880}
          defaultValue={60}
          required
        />
        <Button type="submit" busy={add.isPending} disabled={weekdays.size === 0}>
          {t('ops.addSlot')}
        </Button>
      </Form>
    </Panel>
  )
}
