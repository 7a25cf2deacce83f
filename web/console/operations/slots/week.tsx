import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { listSlots, removeSlot, type SlotTemplate } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { clockOf } from '../../clock-times.ts'
import { useT } from '../../messages/messages.ts'
import { ChangeWindow } from './change-window.tsx'
import { useNames } from './names.ts'

const changeId = (slotId: string) => `change-${slotId}`

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
  // A window that was moved is another row: whoever goes by keyboard goes on there.
  const changed = useRef<string>(null)
  useEffect(() => {
    const button = changed.current && document.getElementById(changeId(changed.current))
    if (!button || open) return
    button.focus()
    changed.current = null
  })
  const columns = useMemo(
    (): Column<SlotTemplate>[] => [
      { key: 'day', header: t('ops.day'), cell: (row) => t(`ops.day.${row.weekday as 0}`) },
      {
        key: 'time',
        header: t('ops.window'),
        grow: true,
        cell: (row) => (
          <span className="num font-semibold whitespace-nowrap">
            {clockOf(row.start)} – {clockOf(row.end)}
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
        cell: (row) => (
          <span className="whitespace-nowrap">{t('ops.minutesBefore', { count: row.cutoffMinutes })}</span>
        ),
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
      {open?.deed === 'change' && (
        <ChangeWindow
          slot={open.slot}
          onClose={() => setOpen(null)}
          onDone={({ id }) => {
            changed.current = id
            done()
          }}
        />
      )}
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

function Deeds({ slot, onAsk }: { slot: SlotTemplate; onAsk: (deed: 'change' | 'remove') => void }) {
  const t = useT()
  const names = useNames()(slot)
  return (
    <span className="flex flex-wrap justify-end lg:flex-nowrap">
      <Button
        id={changeId(slot.id)}
        size="s"
        look="quiet"
        aria-label={t('ops.changeSlotNamed', names)}
        onClick={() => onAsk('change')}
      >
        {t('ops.deed')}
      </Button>
      <Button size="s" look="quiet" aria-label={t('ops.removeSlotNamed', names)} onClick={() => onAsk('remove')}>
        {t('ops.remove')}
      </Button>
    </span>
  )
}
