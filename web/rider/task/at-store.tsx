import { ScanLine, Snowflake } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useLocation } from 'wouter'
import { hasCamera } from '../../shared/barcodes/has-camera.ts'
import { useOnline } from '../../shared/live/use-online.ts'
import { classes } from '../../shared/ui/classes.ts'
import { Field } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'
import { isNext, type Task } from '../outbox/queue.ts'
import { Deed } from '../ui/deed.tsx'
import { Slide } from '../ui/slide.tsx'
import { useTasks } from '../work/queries.ts'
import { Packing } from './packing.tsx'
import { deed } from './panel.tsx'

// Most codes are typed: what reads them with the camera is fetched when it is asked for.
const Scanner = lazy(() => import('./scanner.tsx').then((module) => ({ default: module.Scanner })))

const plain = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** The bags: the code that store and rider both see, read or scanned from the bags so that nobody takes another's. */
export function AtStore({ task }: { task: Task }) {
  const t = useT()
  const [, go] = useLocation()
  const { query, tasks } = useTasks()
  const online = useOnline()
  const [typed, setTyped] = useState('')
  const [scanning, setScanning] = useState(false)
  const needed = task.handover
  const full = needed !== undefined && plain(typed).length >= needed.length
  const right = needed === undefined || plain(typed) === plain(needed) || plain(typed).endsWith(plain(needed))
  // Without signal a phone does not hear that the bags are closed: then who has them knows better.
  const closed = task.readyAt === undefined || !online || query.isError
  const { chilled = 0, frozen = 0 } = task.zoneBags ?? {}

  const take = async () => {
    await deed(task, 'pickup', needed === undefined ? {} : { code: needed })
    // The next bags of the same trip, before riding off.
    const next = tasks.find(
      (each) => each.id !== task.id && (each.state === 'accepted' || each.state === 'at_store') && !isNext(each, tasks),
    )
    if (next) go(`/tasks/${next.id}`)
  }

  return (
    <div className="flex flex-1 flex-col gap-4 p-4">
      <Packing task={task} help />
      {task.readyAt === undefined && <p className="text-lg text-ink-2">{t('store.say')}</p>}
      {needed !== undefined && (
        <p className="num rounded-xl border-4 border-brand bg-brand-soft py-4 text-center text-[min(3.75rem,16vw)] leading-none font-extrabold tracking-[0.2em] text-on-brand-soft">
          <span aria-hidden="true">{needed}</span>
          <span className="sr-only">{t('store.code', { code: [...needed].join(' ') })}</span>
        </p>
      )}
      <ul className="flex flex-wrap gap-2 text-xl font-bold">
        <li className="rounded-lg bg-sunk px-4 py-3">{t('task.bags', { count: task.bags })}</li>
        {chilled + frozen > 0 && (
          <li className="flex items-center gap-2 rounded-lg bg-sunk px-4 py-3">
            <Snowflake className="size-6" aria-hidden="true" />
            {t('store.cold', { count: chilled + frozen })}
          </li>
        )}
      </ul>
      <div className="mt-auto flex flex-col gap-3">
        {needed !== undefined && (
          <div className="flex items-end gap-3">
            <div className="min-w-0 flex-1">
              <Field
                label={t('store.readBag')}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoCapitalize="characters"
                autoComplete="off"
                maxLength={24}
                error={full && !right ? t('store.wrongBag') : undefined}
                className={classes('num min-h-16 text-2xl font-bold tracking-[0.15em] uppercase', right && 'border-ok')}
              />
            </div>
            {hasCamera() && (
              <Deed
                look="outline"
                className="w-auto! flex-none"
                aria-label={t('store.scan')}
                onClick={() => setScanning(true)}
              >
                <ScanLine className="size-8" aria-hidden="true" />
              </Deed>
            )}
          </div>
        )}
        <Slide
          label={t('store.take', { count: task.bags })}
          missing={closed ? (right ? undefined : t('store.codeFirst')) : t('store.closeFirst')}
          onDone={() => void take()}
        />
      </div>
      {scanning && (
        <Suspense>
          <Scanner
            onClose={() => setScanning(false)}
            onRead={(text) => {
              setTyped(text)
              setScanning(false)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}
