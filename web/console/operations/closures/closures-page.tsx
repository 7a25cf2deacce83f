import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Construction, Crosshair } from 'lucide-react'
import { useMemo, useState } from 'react'
import { listClosures, type RoadClosure, reopenRoad } from '../../../api-client/operations.ts'
import { getCity } from '../../../api-client/places.ts'
import type { Point } from '../../../api-client/types.ts'
import { useFormat } from '../../../shared/format.ts'
import { CityMap, type MapMarker } from '../../../shared/map/map.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { CloseStreet } from './close-street.tsx'

const closuresKey = ['road-closures'] as const
/** Others close streets, too, and closures end. */
const refreshMs = 10_000
const streetZoom = 15

/** Streets that nobody is led over: what is closed until when, closing one at the map's centre, and opening it again. */
export function ClosuresPage() {
  const t = useT()
  const client = useQueryClient()
  const city = useQuery({ queryKey: ['city'], queryFn: getCity, staleTime: Number.POSITIVE_INFINITY }).data
  const [centre, setCentre] = useState<Point | null>(null)
  const [opening, setOpening] = useState<RoadClosure | null>(null)
  const columns = useColumns(setOpening)
  const list = useInfiniteQuery({
    queryKey: closuresKey,
    queryFn: ({ pageParam, signal }) => listClosures(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: refreshMs,
  })
  const closures = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data])
  const changed = () => void client.invalidateQueries({ queryKey: closuresKey })
  const reopen = useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) => reopenRoad(id, reason),
    onSuccess: () => {
      toast(t('ops.reopened'))
      setOpening(null)
    },
    // Somebody else may have been quicker, or it has ended.
    onSettled: changed,
  })
  const markers = useMemo(
    () =>
      closures?.flatMap(({ id, points, reason }) =>
        points.map(
          (point, index): MapMarker => ({
            id: `${id}-${index}`,
            point,
            level: 2,
            content: <ClosedPin label={t('ops.closureHere', { reason })} />,
          }),
        ),
      ),
    [closures, t],
  )
  const areas = useMemo(() => closures?.flatMap(({ area }) => (area ? [area] : [])), [closures])

  return (
    <>
      <PageHeader title={t('ops.closures')} note={t('ops.closuresNote')} />
      <div className="grid items-start gap-4 px-4 pb-8 md:px-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {city && (
            <div className="relative">
              <CityMap
                label={t('ops.closuresMap')}
                className="h-[26rem] rounded-lg border border-line"
                markers={markers}
                areas={areas}
                centre={city.centre}
                zoom={streetZoom}
                onMoved={setCentre}
              />
              <Crosshair
                aria-hidden="true"
                className="pointer-events-none absolute top-1/2 left-1/2 size-8 -translate-x-1/2 -translate-y-1/2 text-accent"
              />
            </div>
          )}
          <DataTable
            label={t('ops.closures')}
            columns={columns}
            rows={closures}
            rowKey={(row) => row.id}
            error={list.error}
            onRetry={() => void list.refetch()}
            empty={{ title: t('ops.noClosures'), help: t('ops.noClosuresHelp') }}
            more={list.hasNextPage ? { busy: list.isFetchingNextPage, onMore: () => void list.fetchNextPage() } : null}
          />
        </div>
        <CloseStreet centre={centre ?? city?.centre} onDone={changed} />
      </div>
      <ConfirmDialog
        open={opening !== null}
        title={t('ops.reopenTitle')}
        confirm={t('ops.reopen')}
        reason={{ required: true }}
        busy={reopen.isPending}
        error={reopen.error}
        onClose={() => {
          setOpening(null)
          reopen.reset()
        }}
        onConfirm={(reason) => opening && reopen.mutate({ id: opening.id, reason })}
      >
        {t('ops.reopenHelp')}
      </ConfirmDialog>
    </>
  )
}

function useColumns(onOpen: (closure: RoadClosure) => void): Column<RoadClosure>[] {
  const t = useT()
  const { dateTime, number } = useFormat()
  return useMemo(
    () => [
      { key: 'reason', header: t('ops.closureReason'), grow: true, cell: (row) => row.reason },
      {
        key: 'until',
        header: t('ops.closureUntil'),
        cell: (row) => <span className="num">{dateTime(row.until)}</span>,
      },
      {
        key: 'segments',
        header: t('ops.closureStretches'),
        align: 'end',
        from: 'sm',
        cell: (row) => <span className="num">{number(row.segments)}</span>,
      },
      {
        key: 'reopen',
        header: t('ops.deed'),
        align: 'end',
        cell: (row) => (
          <Button
            size="s"
            look="quiet"
            aria-label={t('ops.reopenNamed', { reason: row.reason })}
            onClick={() => onOpen(row)}
          >
            {t('ops.reopen')}
          </Button>
        ),
      },
    ],
    [t, dateTime, number, onOpen],
  )
}

const ClosedPin = ({ label }: { label: string }) => (
  <div
    role="img"
    aria-label={label}
    className="flex size-8 items-center justify-center rounded-full border-2 border-card bg-ink text-paper shadow-1"
  >
    <Construction className="size-4" aria-hidden="true" />
  </div>
)
