import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { listSlotDays, type SlotDayState, setSlotDay } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Badge } from '../../../shared/ui/feedback.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'

/** The days ahead: which are closed, and how many orders each has. What closing does to them is told before. */
export function DaysAhead({ store, mayChange }: { store: string; mayChange: boolean }) {
  const t = useT()
  const { date: showDate } = useFormat()
  const client = useQueryClient()
  const [open, setOpen] = useState<SlotDayState | null>(null)
  const list = useQuery({ queryKey: ['slot-days', store], queryFn: () => listSlotDays(store) })
  const change = useMutation({
    mutationFn: ({ date, closed, reason }: SlotDayState) =>
      setSlotDay(date, { storeId: store, closed: !closed, ...(closed || !reason ? {} : { reason }) }),
    onSuccess: () => {
      setOpen(null)
      void client.invalidateQueries({ queryKey: ['slot-days', store] })
    },
  })
  const columns = useMemo(
    (): Column<SlotDayState>[] => [
      { key: 'day', header: t('ops.day'), grow: true, cell: ({ date }) => showDate(date) },
      {
        key: 'state',
        header: t('ops.dayState'),
        cell: ({ closed, reason: why }) => (
          <span className="flex flex-wrap items-center gap-2">
            <Badge tone={closed ? 'bad' : 'plain'}>{t(closed ? 'ops.dayClosed' : 'ops.dayOpen')}</Badge>
            {why}
          </span>
        ),
      },
      {
        key: 'booked',
        header: t('ops.booked'),
        align: 'end',
        cell: ({ booked }) => <span className="num">{booked}</span>,
      },
      {
        key: 'deed',
        header: t('ops.deed'),
        align: 'end',
        cell: (row) =>
          mayChange && (
            <Button
              size="s"
              look="quiet"
              aria-label={t(row.closed ? 'ops.openDayNamed' : 'ops.closeDayNamed', { day: showDate(row.date) })}
              onClick={() => {
                if (row.closed) change.mutate(row)
                else setOpen(row)
              }}
            >
              {t(row.closed ? 'ops.openDay' : 'ops.closeDay')}
            </Button>
          ),
      },
    ],
    [t, showDate, mayChange, change.mutate],
  )
  return (
    <Panel flush title={t('ops.daysAhead')}>
      <DataTable
        label={t('ops.daysAhead')}
        columns={columns}
        rows={list.data?.items}
        rowKey={({ date }) => date}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={{ title: t('ops.noSlots') }}
      />
      <ConfirmDialog
        open={open !== null}
        danger
        title={open ? t('ops.closeDayNamed', { day: showDate(open.date) }) : ''}
        confirm={t('ops.closeDay')}
        busy={change.isPending}
        error={change.error}
        onClose={() => setOpen(null)}
        reason={{ label: t('ops.closeDayReason') }}
        onConfirm={(reason) => open && change.mutate({ ...open, reason })}
      >
        {open && (open.booked === 0 ? t('ops.closeDayNone') : t('ops.closeDayBooked', { count: open.booked }))}
      </ConfirmDialog>
    </Panel>
  )
}
