import { Camera, Check, CircleX, MapPin, Replace, Snowflake, Undo2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { PickDeed, PickLine, PickTask } from '../../../api-client/picking.ts'
import { hasCamera } from '../../../shared/barcodes/has-camera.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { classes } from '../../../shared/ui/classes.ts'
import { Badge, Notice } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'
import { scanned } from './apply.ts'
import { CameraScanner } from './camera.tsx'
import { wishOf } from './question.ts'
import { QuestionState } from './question-state.tsx'
import { ShortDialog } from './short-dialog.tsx'
import { play } from './sound.ts'
import { useScanner } from './use-scanner.ts'

/** The line at hand: where it is, what it looks like, how many; found by scanning or counting, or not found. */
export function CurrentLine({
  pick,
  line,
  act,
  onGo,
}: {
  pick: PickTask
  line: PickLine
  act: (deed: PickDeed) => void
  onGo: (productId: string | undefined) => void
}) {
  const t = useT()
  const { money, date } = useFormat()
  const [count, setCount] = useState(line.picked ?? 0)
  const [wrong, setWrong] = useState<string | null>(null)
  const [camera, setCamera] = useState(false)
  const [short, setShort] = useState(false)

  const found = (productId: string, picked: number) => {
    act({ kind: 'line', body: { productId, picked } })
    onGo(undefined)
  }
  const onCode = (code: string) => {
    const told = scanned(pick, line, code)
    if (told.kind !== 'line') {
      play('wrong')
      setWrong(told.kind === 'enough' ? t('pick.enough', { name: told.line.name }) : t('pick.wrongItem', { code }))
      return
    }
    play('good')
    setWrong(null)
    if (told.line.productId !== line.productId) return onGo(told.line.productId)
    const next = count + 1
    setCount(next)
    if (next >= line.ordered) {
      setCamera(false)
      found(line.productId, line.ordered)
    }
  }
  useScanner(onCode)
  // Noted short, the line is no longer the first that is open: it is held until something was put in for it.
  const openShort = () => {
    onGo(line.productId)
    setShort(true)
  }
  const mayReplace =
    line.picked !== null && line.picked < line.ordered && !line.substitute && wishOf(pick, line) !== 'refund'
  const typed = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code')).trim()
    event.currentTarget.reset()
    if (code) onCode(code)
  }

  return (
    <section aria-label={line.name} className="flex flex-1 flex-col">
      <div className="flex flex-1 flex-col gap-4 p-4">
        <Place line={line} />
        <div className="flex gap-4 max-sm:flex-col sm:items-center">
          <img
            src={line.image}
            alt=""
            className="aspect-square w-full max-w-56 self-center rounded-xl bg-tile object-cover sm:max-w-64"
          />
          <div className="min-w-0 flex-1">
            <h2 className="text-xl leading-tight font-extrabold text-balance">{line.name}</h2>
            <p className="mt-1 text-ink-2">
              {line.pack} · <span className="num">{money(line.price)}</span>
            </p>
            <p className="num mt-3 text-3xl font-extrabold text-brand" role="status">
              {t('pick.countOf', { count, ordered: line.ordered })}
            </p>
            {line.picked !== null && (
              <Badge tone={line.picked < line.ordered ? 'warn' : 'ok'}>
                {t('order.picked', { picked: line.picked, count: line.ordered })}
              </Badge>
            )}
          </div>
        </div>
        {line.expiresOn && <Notice tone="accent">{t('pick.takeFirst', { date: date(line.expiresOn) })}</Notice>}
        <QuestionState line={line} />
        {wrong && (
          <div role="alert" className="flex items-center gap-3 rounded-lg bg-bad p-4 text-lg font-bold text-paper">
            <CircleX className="size-8 flex-none" aria-hidden="true" />
            <span className="min-w-0 flex-1 break-words">{wrong}</span>
            <Button look="quiet" className="bg-paper" onClick={() => setWrong(null)}>
              {t('pick.understood')}
            </Button>
          </div>
        )}
        {line.barcodes ? (
          <form onSubmit={typed} className="flex flex-wrap items-end gap-2">
            <label className="flex min-w-0 flex-1 flex-col gap-1 text-sm font-semibold">
              {t('pick.code')}
              <input
                name="code"
                inputMode="numeric"
                autoComplete="off"
                maxLength={40}
                placeholder={t('pick.codeHint')}
                className="min-h-12 w-full rounded-md border-[1.5px] border-line-strong bg-card px-3.5 text-base font-normal placeholder:text-ink-3"
              />
            </label>
            <Button type="submit" look="outline" className="min-h-12">
              {t('pick.check')}
            </Button>
            {hasCamera() && (
              <IconButton label={t('pick.camera')} className="size-12 bg-sunk" onClick={() => setCamera(true)}>
                <Camera className="size-6" aria-hidden="true" />
              </IconButton>
            )}
          </form>
        ) : (
          <Notice>{t('pick.noBarcode')}</Notice>
        )}
      </div>
      <div className="sticky bottom-0 flex flex-col gap-2 border-t border-line bg-card p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        {mayReplace && (
          <Button look="outline" size="l" onClick={openShort}>
            <Replace className="size-5" aria-hidden="true" />
            {t('short.chooseInstead')}
          </Button>
        )}
        {line.picked !== null ? (
          <div className="flex flex-wrap gap-2">
            <Button
              look="outline"
              size="l"
              className="flex-1"
              onClick={() => {
                if (line.substitute) act({ kind: 'withdraw', body: { productId: line.productId } })
                act({ kind: 'line', body: { productId: line.productId, picked: null } })
                setCount(0)
              }}
            >
              <Undo2 className="size-5" aria-hidden="true" />
              {t('pick.undo')}
            </Button>
            <Button size="l" className="flex-1" onClick={() => onGo(undefined)}>
              {t('pick.goOn')}
            </Button>
          </div>
        ) : (
          <div className="flex flex-wrap gap-2">
            <Button look="danger" size="l" onClick={openShort}>
              {t('pick.short')}
            </Button>
            <Button size="l" className="flex-1" onClick={() => found(line.productId, line.ordered)}>
              <Check className="size-6" aria-hidden="true" />
              {t('pick.foundAll', { count: line.ordered })}
            </Button>
          </div>
        )}
      </div>
      {camera && <CameraScanner onCode={onCode} onClose={() => setCamera(false)} />}
      {short && (
        <ShortDialog
          pick={pick}
          line={line}
          found={line.picked ?? Math.min(count, line.ordered - 1)}
          act={act}
          onClose={(done) => {
            setShort(false)
            if (done) onGo(undefined)
          }}
        />
      )}
    </section>
  )
}

/** Aisle, bay and place in letters that are read from a metre away; what is cold says so. */
function Place({ line }: { line: PickLine }) {
  const t = useT()
  const { location, zone = 'ambient' } = line
  const cold = zone !== 'ambient'
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p
        className={classes(
          'num inline-flex items-center gap-2 rounded-md px-3 py-2 text-lg font-extrabold',
          location || line.bin ? 'bg-deep text-on-deep' : 'bg-warn-soft text-warn',
        )}
      >
        <MapPin className="size-5 flex-none" aria-hidden="true" />
        {location
          ? t('pick.place', { aisle: location.aisle, bay: String(location.bay), bin: location.bin })
          : (line.bin ?? t('pick.noPlace'))}
      </p>
      {cold && (
        <Badge tone="brand" className="px-2.5 py-1.5 text-sm">
          <Snowflake className="size-4" aria-hidden="true" />
          {t(`zone.${zone}`)}
        </Badge>
      )}
    </div>
  )
}
