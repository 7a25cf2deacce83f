import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { changeSlot, listSlots, removeSlot, type SlotTemplate } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { Terms, termsOf } from './terms.tsx'

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The windows that come again each week. */
export function Week({ store, mayChange }: { store: string; mayChange: boolean }) {
  const t = useT()
  const { money } = useFormat()
  const client = useQueryClient()
  const [open, setOpen] = useState<{ deed: 'change' | 'remove'; slot: SlotTemplate } | null>(null)
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
        cell: (row) => <span className="num">{row.capacity}</span>,
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
        key: 'deed',
        header: t('ops.deed'),
        align: 'end',
        cell: (row) => mayChange && <Deeds slot={row} onAsk={(deed) => setOpen({ deed, slot: row })} />,
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
      {open?.deed === 'change' && <Change slot={open.slot} onClose={() => setOpen(null)} onDone={done} />}
      <ConfirmDialog
        open={open?.deed === 'remove'}
        danger
        title={t('ops.removeSlot')}
        confirm={t('ops.remove')}
        busy={remove.isPending}
        error={remove.error}
        onClose={() => setOpen(null)}
        onConfirm={() => open && remove.mutate(open.slot.id)}
      >
        {t('ops.removeSlotHelp')}
      </ConfirmDialog>
    </>
  )
}

function useNames(slot: SlotTemplate) {
  const t = useT()
  return { day: t(`ops.day.${slot.weekday as 0}`), time: clock(slot.start) }
}

function Deeds({ slot, onAsk }: { slot: SlotTemplate; onAsk: (deed: 'change' | 'remove') => void }) {
  const t = useT()
  const names = useNames(slot)
  return (
    <span className="flex flex-wrap justify-end">
      <Button size="s" look="quiet" aria-label={t('ops.changeSlotNamed', names)} onClick={() => onAsk('change')}>
        {t('ops.deed')}
      </Button>
      <Button size="s" look="quiet" aria-label={t('ops.removeSlotNamed', names)} onClick={() => onAsk('remove')}>
        {t('ops.remove')}
      </Button>
    </span>
  )
}

/** Its day and time stay: who wants others removes it and adds one, and orders keep what they have. */
function Change({ slot, onClose, onDone }: { slot: SlotTemplate; onClose: () => void; onDone: () => void }) {
  const t = useT()
  const change = useMutation({
    mutationFn: (data: FormData) => changeSlot(slot.id, termsOf(data)),
    onSuccess: () => {
      toast(t('ops.saved'))
      onDone()
    },
  })
  return (
    <Dialog open onClose={onClose} title={t('ops.changeSlot', useNames(slot))}>
      <Form error={change.error} onSubmit={(data) => change.mutate(data)} className="p-5">
        <Terms of={slot} />
        <Button type="submit" busy={change.isPending}>
          {t('ops.save')}
        </Button>
      </Form>
    </Dialog>
  )
}
