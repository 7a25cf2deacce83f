import { Download, Sparkles, WifiOff, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useFormat } from '../../shared/format.ts'
import { useOnline } from '../../shared/live/use-online.ts'
import { useT } from '../messages/messages.ts'
import { useInstall } from '../offline/install.ts'
import { lastAnswerAt } from '../offline/kept.ts'
import { takeNewVersion, useNewVersion } from '../offline/register.ts'

const bar = 'no-print flex min-h-11 items-center justify-center gap-2 px-4 py-1.5 text-sm font-medium'
/** Over the page: it comes after the page stands, and nothing is to move because of it. */
const floating =
  'no-print fixed inset-x-3 bottom-[calc(5.5rem+env(safe-area-inset-bottom))] z-30 flex flex-wrap items-center justify-center gap-2 rounded-lg bg-brand-soft px-4 py-1.5 text-sm font-medium text-on-brand-soft shadow-2 md:left-auto md:bottom-6'
const button = 'min-h-9 rounded-md px-2 font-bold underline underline-offset-2'

const settledAfterMs = 10_000

/** Whether somebody has begun to use the page, or had the time to look at it: before that nothing is laid over it. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    const settle = () => setSettled(true)
    const timer = setTimeout(settle, settledAfterMs)
    for (const event of ['pointerdown', 'keydown']) window.addEventListener(event, settle, { signal: stop.signal })
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [])
  return settled
}

/** What concerns every page: no connection, a new version, and the offer to install, one at a time. */
export function Notices() {
  const t = useT()
  const { time } = useFormat()
  const online = useOnline()
  const newVersion = useNewVersion()
  const install = useInstall()
  const settled = useSettled()
  const at = online ? undefined : lastAnswerAt()
  if (!online) {
    return (
      <p role="status" className={`${bar} bg-warn-soft text-warn`}>
        <WifiOff className="size-4 flex-none" aria-hidden="true" />
        {at === undefined ? t('offline.banner') : t('offline.since', { time: time(new Date(at).toISOString()) })}
      </p>
    )
  }
  if (newVersion) {
    return (
      <div role="status" className={floating}>
        <Sparkles className="size-4 flex-none" aria-hidden="true" />
        {t('app.newVersion')}
        <button type="button" className={button} onClick={takeNewVersion}>
          {t('app.reload')}
        </button>
      </div>
    )
  }
  if (!install.offered || !settled) return null
  return (
    <div className={floating}>
      <Download className="size-4 flex-none" aria-hidden="true" />
      {t('app.install')}
      <button type="button" className={button} onClick={install.install}>
        {t('app.installDo')}
      </button>
      <button
        type="button"
        aria-label={t('app.notNow')}
        onClick={install.decline}
        className="flex size-9 items-center justify-center"
      >
        <X className="size-4" aria-hidden="true" />
      </button>
    </div>
  )
}
