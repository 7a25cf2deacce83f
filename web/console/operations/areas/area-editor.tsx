import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Plus, Redo2, Trash2, Undo2 } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import { type AreaReach, previewArea, putArea, type StoreArea } from '../../../api-client/operations.ts'
import { currentUser } from '../../../api-client/session.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Notice } from '../../../shared/ui/feedback.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useSettled } from '../../../shared/use-settled.ts'
import { useAreas } from '../../live/use-live-city.ts'
import { useT } from '../../messages/messages.ts'
import { Coordinates } from './coordinates.tsx'
import { DrawingMap } from './drawing-map.tsx'
import { faultOf } from './faults.ts'
import { ReachPanel } from './reach-panel.tsx'
import {
  crossesItself,
  degreesOf,
  fewestCorners,
  middleOf,
  mostCorners,
  nudgedCorner,
  sameRing,
  simplified,
  withCorner,
  withoutCorner,
} from './ring.ts'
import { useDrawing } from './use-drawing.ts'

const steps = [
  { name: 'west', Icon: ArrowLeft, by: [-10, 0] },
  { name: 'north', Icon: ArrowUp, by: [0, 10] },
  { name: 'south', Icon: ArrowDown, by: [0, -10] },
  { name: 'east', Icon: ArrowRight, by: [10, 0] },
] as const

/** The area of one store: drawn on the map, or given as coordinates; nothing counts until it is saved. */
export function AreaEditor({ area }: { area: StoreArea }) {
  const t = useT()
  const { distance, number } = useFormat()
  const client = useQueryClient()
  const stores = useAreas().data
  const store = stores?.find((each) => each.id === area.storeId)
  const { ring, draw, undo, redo, canUndo, canRedo } = useDrawing(area.area)
  const [chosen, setChosen] = useState(0)
  const [asking, setAsking] = useState(false)
  const [reach, setReach] = useState<AreaReach | null>(null)
  /** How many times: the map is fitted to each, and left as it is when one is hidden. */
  const [found, setFound] = useState(0)
  const changed = !sameRing(ring, area.area)
  const crosses = crossesItself(ring)
  // Not of every step of a key that is held.
  const settled = useSettled(ring, 180)
  const preview = useQuery({
    queryKey: ['area-preview', area.storeId, settled],
    queryFn: ({ signal }) => previewArea(area.storeId, settled, signal),
    enabled: !crossesItself(settled),
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
  const mayDraw = currentUser()?.roles.some((role) => role === 'admin' || role === 'manager') ?? false
  useUndoKeys(mayDraw ? { undo, redo } : {})

  const fewer = useMemo(() => simplified(ring), [ring])
  const corner = Math.min(chosen, ring.length - 1)
  const [lng, lat] = ring[corner]!
  const refused = faultOf(preview.error)
  const fault = crosses ? 'crosses-itself' : refused
  const facts = preview.data
  const others = facts?.overlaps.flatMap((id) => stores?.find((each) => each.id === id)?.name ?? []) ?? []

  const add = () => {
    draw(withCorner(ring, corner, middleOf(ring, corner)))
    setChosen(corner + 1)
  }
  const ask = () => {
    // What was said of an earlier try is over.
    save.reset()
    setAsking(true)
  }
  const remove = () => {
    draw(withoutCorner(ring, corner))
    setChosen(Math.max(0, corner - 1))
  }
  const nudge = (east: number, north: number) =>
    draw((now) => nudgedCorner(now, corner, degreesOf(east, north, lat)), `corner-${corner}`)

  return (
    <div className="grid gap-4 px-4 pb-8 md:px-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="relative">
        <DrawingMap
          label={t('ops.areaMap', { store: area.name })}
          fitKey={`${area.storeId} ${found}`}
          store={store}
          ring={ring}
          shaded={reach?.shapes}
          corner={corner}
          bad={fault !== null}
          fixed={!mayDraw}
          onCorner={setChosen}
          onDraw={draw}
        />
        {mayDraw && (
          <div
            role="toolbar"
            aria-label={t('ops.drawing')}
            className="absolute top-2.5 left-2.5 flex max-w-[calc(100%-4.5rem)] flex-wrap rounded-lg border border-line bg-card shadow-1"
          >
            <IconButton label={t('ops.undo')} disabled={!canUndo} onClick={undo}>
              <Undo2 className="size-5" aria-hidden="true" />
            </IconButton>
            <IconButton label={t('ops.redo')} disabled={!canRedo} onClick={redo}>
              <Redo2 className="size-5" aria-hidden="true" />
            </IconButton>
            <IconButton label={t('ops.addCorner')} disabled={ring.length >= mostCorners} onClick={add}>
              <Plus className="size-5" aria-hidden="true" />
            </IconButton>
            <IconButton label={t('ops.removeCorner')} disabled={ring.length <= fewestCorners} onClick={remove}>
              <Trash2 className="size-5" aria-hidden="true" />
            </IconButton>
          </div>
        )}
      </div>
      <div className="flex flex-col gap-4">
        <Panel title={t('ops.covers')}>
          <div aria-live="polite" className="flex flex-col gap-2 text-sm">
            {fault ? (
              <Notice tone="bad">{t(`ops.fault.${fault}`)}</Notice>
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
            <Button size="s" disabled={!changed || fault !== null || !mayDraw} onClick={ask}>
              {t('ops.saveArea')}
            </Button>
            <Button size="s" look="quiet" disabled={!changed} onClick={() => draw(area.area)}>
              {t('ops.undoArea')}
            </Button>
          </div>
        </Panel>
        {mayDraw && (
          <ReachPanel
            storeId={area.storeId}
            reach={reach}
            onReach={(next) => {
              setReach(next)
              if (!next) return
              draw(next.outline)
              setFound((times) => times + 1)
            }}
          />
        )}
        <Panel title={t('ops.corner', { number: corner + 1, count: ring.length })}>
          <div className="flex flex-col gap-3 text-sm">
            <p className="num">
              {lat}, {lng}
            </p>
            <div className="flex flex-wrap items-center gap-1">
              {mayDraw &&
                steps.map(({ name, Icon, by }) => (
                  <IconButton key={name} label={t(`ops.nudge.${name}`)} onClick={() => nudge(by[0], by[1])}>
                    <Icon className="size-5" aria-hidden="true" />
                  </IconButton>
                ))}
              <Button size="s" look="outline" onClick={() => setChosen((corner + 1) % ring.length)}>
                {t('ops.nextCorner')}
              </Button>
              {mayDraw && (
                <Button size="s" look="quiet" disabled={fewer.length === ring.length} onClick={() => draw(fewer)}>
                  {t('ops.fewerCorners', { count: fewer.length })}
                </Button>
              )}
            </div>
            {mayDraw && (
              <>
                <p className="text-ink-2">{t('ops.drawHelp')}</p>
                <p className="text-ink-2 pointer-coarse:hidden">{t('ops.drawKeys')}</p>
              </>
            )}
          </div>
        </Panel>
        <Coordinates ring={ring} onRing={draw} />
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

/** Ctrl-Z and Ctrl-Shift-Z or Ctrl-Y (with Cmd on a Mac), except where text is written, which has its own. */
function useUndoKeys({ undo, redo }: { undo?: () => void; redo?: () => void }): void {
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector('dialog:modal')) return
    if (event.target instanceof Element && event.target.closest('input, textarea, select')) return
    const key = event.key.toLowerCase()
    const step = key === 'y' || (key === 'z' && event.shiftKey) ? redo : key === 'z' ? undo : undefined
    if (!step) return
    event.preventDefault()
    step()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => hear(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
