import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Crosshair } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { listAreas, previewArea, putArea, type StoreArea } from '../../../api-client/operations.ts'
import { isProblem } from '../../../api-client/problem.ts'
import { currentUser } from '../../../api-client/session.ts'
import type { Point } from '../../../api-client/types.ts'
import { useFormat } from '../../../shared/format.ts'
import { CityMap, type Line, type MapMarker } from '../../../shared/map/map.tsx'
import { StorePin } from '../../../shared/map/pins.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { classes } from '../../../shared/ui/classes.ts'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { ErrorState, Notice, Skeleton } from '../../../shared/ui/feedback.tsx'
import { TextArea } from '../../../shared/ui/field.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useAreas } from '../../live/use-live-city.ts'
import { useT } from '../../messages/messages.ts'
import { StoreChoice } from '../store-choice.tsx'
import { cornerAt, movedCorner, readRing, toGeoJson, withCorner, withoutCorner } from './ring.ts'

const route = getRouteApi('/areas')

/** Which doors a store serves, drawn on the map or given as coordinates. */
export function AreasPage() {
  const t = useT()
  const { store } = route.useSearch()
  const navigate = route.useNavigate()
  const choose = useCallback(
    (next: string) => void navigate({ to: '/areas', search: { store: next }, replace: true }),
    [navigate],
  )
  const areas = useQuery({ queryKey: ['areas'], queryFn: listAreas })
  const area = areas.data?.items.find((each) => each.storeId === store)
  return (
    <>
      <PageHeader title={t('ops.areas')} note={t('ops.areasNote')}>
        <div className="max-w-72">
          <StoreChoice value={store} onChange={choose} />
        </div>
      </PageHeader>
      {areas.isError && !areas.data && <ErrorState error={areas.error} onRetry={() => void areas.refetch()} />}
      {areas.isPending && <Skeleton className="m-6 h-96" />}
      {area && <Editor key={area.storeId} area={area} />}
    </>
  )
}

function Editor({ area }: { area: StoreArea }) {
  const t = useT()
  const { distance, number } = useFormat()
  const client = useQueryClient()
  const stores = useAreas().data
  const store = stores?.find((each) => each.id === area.storeId)
  const [ring, setRing] = useState<Line>(area.area)
  const [corner, setCorner] = useState(0)
  const [centre, setCentre] = useState<Point | null>(null)
  const [asking, setAsking] = useState(false)
  const changed = ring !== area.area
  const preview = useQuery({
    queryKey: ['area-preview', area.storeId, ring],
    queryFn: ({ signal }) => previewArea(area.storeId, ring, signal),
    retry: false,
    placeholderData: (before) => before,
  })
  const save = useMutation({
    mutationFn: (reason: string) => putArea(area.storeId, { area: ring, ...(reason ? { reason } : {}) }),
    onSuccess: () => {
      toast(t('ops.areaSaved'))
      setAsking(false)
      void client.invalidateQueries({ queryKey: ['areas'] })
      void client.invalidateQueries({ queryKey: ['stores'] })
    },
  })
  const at = Math.min(corner, ring.length - 1)
  const here = centre ?? store?.point
  const markers = useMemo(
    (): MapMarker[] => [
      ...(store
        ? [
            {
              id: 'store',
              point: store.point,
              anchor: 'bottom' as const,
              level: 1,
              content: <StorePin label={store.name} />,
            },
          ]
        : []),
      ...ring.map(([lng, lat], index) => ({
        id: `corner-${index}`,
        point: { lat, lng },
        level: index === at ? 3 : 2,
        content: (
          <button
            type="button"
            aria-label={t('ops.cornerName', { number: index + 1 })}
            aria-pressed={index === at}
            onClick={() => setCorner(index)}
            className="flex size-6 items-center justify-center"
          >
            <span
              aria-hidden="true"
              className={classes(
                'rounded-full border-2 border-card shadow-1',
                index === at ? 'size-5 bg-accent' : 'size-3.5 bg-brand',
              )}
            />
          </button>
        ),
      })),
    ],
    [ring, at, store, t],
  )
  const refusal =
    preview.error && isProblem(preview.error) && preview.error.status === 422 ? faultOf(preview.error.details) : null
  const facts = preview.data
  const mayDraw = currentUser()?.roles.some((role) => role === 'admin' || role === 'manager') ?? false
  const others = facts?.overlaps.flatMap((id) => stores?.find((each) => each.id === id)?.name ?? []) ?? []

  return (
    <div className="grid gap-4 px-4 pb-8 md:px-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="relative">
        <CityMap
          label={t('ops.areaMap', { store: area.name })}
          className="h-[26rem] rounded-lg border border-line lg:h-[38rem]"
          markers={markers}
          areas={[ring]}
          fit={ring.map(([lng, lat]) => ({ lat, lng }))}
          fitKey={area.storeId}
          onMoved={setCentre}
        />
        <Crosshair
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-1/2 size-8 -translate-x-1/2 -translate-y-1/2 text-accent"
        />
      </div>
      <div className="flex flex-col gap-4">
        <Panel title={t('ops.corner', { number: at + 1, count: ring.length })}>
          <div className="flex flex-col gap-3 text-sm">
            <p className="text-ink-2">{t('ops.cornerHelp')}</p>
            <p className="num">
              {ring[at]![1]}, {ring[at]![0]}
            </p>
            <div className="flex flex-wrap gap-2">
              <Button size="s" look="outline" onClick={() => setCorner((at + 1) % ring.length)}>
                {t('ops.nextCorner')}
              </Button>
              <Button
                size="s"
                look="outline"
                disabled={!here || !mayDraw}
                onClick={() => here && setRing(movedCorner(ring, at, cornerAt(here)))}
              >
                {t('ops.moveCorner')}
              </Button>
              <Button
                size="s"
                look="outline"
                disabled={!here || !mayDraw}
                onClick={() => {
                  if (!here) return
                  setRing(withCorner(ring, at, cornerAt(here)))
                  setCorner(at + 1)
                }}
              >
                {t('ops.addCorner')}
              </Button>
              <Button
                size="s"
                look="outline"
                disabled={ring.length <= 3 || !mayDraw}
                onClick={() => setRing(withoutCorner(ring, at))}
              >
                {t('ops.removeCorner')}
              </Button>
            </div>
          </div>
        </Panel>
        <Panel title={t('ops.covers')}>
          <div aria-live="polite" className="flex flex-col gap-2 text-sm">
            {refusal ? (
              <Notice tone="bad">{t(`ops.fault.${refusal}`)}</Notice>
            ) : (
              facts && (
                <>
                  <p>
                    {t('ops.facts', {
                      km2: number(facts.areaKm2),
                      cells: number(facts.cells),
                      farthest: distance(facts.farthestM),
                    })}
                  </p>
                  {others.length > 0 && <p className="text-warn">{t('ops.overlaps', { stores: others.join(', ') })}</p>}
                </>
              )
            )}
          </div>
          <div className="mt-3 flex flex-wrap gap-2">
            <Button size="s" disabled={!changed || !!refusal || !mayDraw} onClick={() => setAsking(true)}>
              {t('ops.saveArea')}
            </Button>
            <Button size="s" look="quiet" disabled={!changed} onClick={() => setRing(area.area)}>
              {t('ops.undoArea')}
            </Button>
          </div>
        </Panel>
        <Coordinates ring={ring} onRing={setRing} />
      </div>
      <ConfirmDialog
        open={asking}
        title={t('ops.saveAreaTitle', { store: area.name })}
        confirm={t('ops.saveArea')}
        reason={{ required: true }}
        busy={save.isPending}
        error={save.error}
        onClose={() => setAsking(false)}
        onConfirm={(reason) => save.mutate(reason)}
      >
        {t('ops.saveAreaHelp')}
      </ConfirmDialog>
    </div>
  )
}

/** The way without a pointer: the outline as GeoJSON, to be changed or pasted. */
function Coordinates({ ring, onRing }: { ring: Line; onRing: (ring: Line) => void }) {
  const t = useT()
  const [text, setText] = useState<string | null>(null)
  const read = text === null ? null : readRing(text)
  return (
    <Panel title={t('ops.coordinates')}>
      <TextArea
        label={t('ops.geojson')}
        hint={t('ops.geojsonHelp')}
        error={text !== null && !read ? t('ops.geojsonBad') : undefined}
        rows={6}
        spellCheck={false}
        value={text ?? toGeoJson(ring)}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        size="s"
        look="outline"
        className="mt-2"
        disabled={!read}
        onClick={() => {
          if (!read) return
          onRing(read)
          setText(null)
        }}
      >
        {t('ops.useCoordinates')}
      </Button>
    </Panel>
  )
}

const faults = ['few-corners', 'repeated-corner', 'crosses-itself', 'too-small', 'too-large', 'store-outside'] as const

function faultOf(details: unknown): (typeof faults)[number] {
  const { kind } = (details ?? {}) as { kind?: unknown }
  return faults.find((each) => each === kind) ?? 'crosses-itself'
}
