import { useState } from 'react'
import { Deed } from '../../rider/ui/deed.tsx'
import { LanguageChoice, Segments, ThemeChoiceOf } from '../../rider/ui/settings.tsx'
import { Reasons, Sheet } from '../../rider/ui/sheet.tsx'
import { Slide } from '../../rider/ui/slide.tsx'
import { TimeField } from '../../shared/ui/dates.tsx'
import { useT } from '../messages/messages.ts'

const looks = ['primary', 'outline', 'quiet', 'danger'] as const
const reasons = ['sample.reasonA', 'sample.reasonB'] as const

/** The rider app's own parts: for a thumb in a glove, in the sun, on a bike. */
export function ForRiders() {
  const t = useT()
  const [how, setHow] = useState<'list' | 'map'>('list')
  const [ends, setEnds] = useState('18:30')
  const [open, setOpen] = useState(false)
  const [slid, setSlid] = useState(0)
  return (
    <div className="grid items-start gap-6 md:grid-cols-2">
      <div className="flex flex-col gap-3">
        {looks.map((look) => (
          <Deed key={look} look={look}>
            {t(`sample.${look}`)}
          </Deed>
        ))}
        <Deed busy>{t('sample.busy')}</Deed>
        <Deed disabled>{t('sample.disabled')}</Deed>
      </div>
      <div className="flex flex-col gap-3">
        <Slide label={t('sample.slide')} onDone={() => setSlid(slid + 1)} />
        <Slide label={t('sample.slideBack')} tone="bg-bad text-paper" onDone={() => setSlid(slid + 1)} />
        <Slide label={t('sample.disabled')} missing={t('sample.slideOff')} onDone={() => {}} />
        <p role="status" className="text-lg text-ink-2">
          {t('sample.slid', { count: slid })}
        </p>
        <TimeField
          label={t('sample.until')}
          hint={t('sample.untilHint')}
          value={ends}
          onChange={setEnds}
          className="num min-h-16 text-xl! font-bold"
        />
      </div>
      <div className="flex flex-col gap-5">
        <Segments
          label={t('sample.view')}
          value={how}
          onChange={setHow}
          options={[
            { value: 'list', label: t('sample.list') },
            { value: 'map', label: t('sample.map') },
          ]}
        />
        <LanguageChoice />
        <ThemeChoiceOf />
      </div>
      <div className="flex flex-col gap-3">
        <Deed look="outline" onClick={() => setOpen(true)}>
          {t('sample.sheet')}
        </Deed>
        <Reasons reasons={reasons} labelOf={(reason) => t(reason)} onChoose={() => {}} />
      </div>
      {open && (
        <Sheet title={t('sample.ask')} onClose={() => setOpen(false)}>
          <p className="text-lg">{t('sample.askHelp')}</p>
          <Reasons reasons={reasons} labelOf={(reason) => t(reason)} onChoose={() => setOpen(false)} />
        </Sheet>
      )}
    </div>
  )
}
