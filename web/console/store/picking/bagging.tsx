import { Minus, Plus } from 'lucide-react'
import { useState } from 'react'
import type { PickDeed, PickTask, Zone } from '../../../api-client/picking.ts'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { Notice } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'
import { askedLines } from './question.ts'
import { QuestionState } from './question-state.tsx'

const zones = ['ambient', 'chilled', 'frozen'] as const satisfies readonly Zone[]
const packsInBag = 10
const bagsMax = 50

/** Packs in the bags by zone: what was found, and what goes in instead of what was not. */
function packsByZone(pick: PickTask): Record<Zone, number> {
  const packs = { ambient: 0, chilled: 0, frozen: 0 }
  for (const line of pick.lines) packs[line.zone ?? 'ambient'] += (line.picked ?? 0) + (line.substitute?.quantity ?? 0)
  return packs
}

/** Cold goods have bags of their own; the counter begins where it usually ends. */
export function Bagging({ pick, act, onList }: { pick: PickTask; act: (deed: PickDeed) => void; onList: () => void }) {
  const t = useT()
  const packs = packsByZone(pick)
  const [bags, setBags] = useState<Record<Zone, number>>({
    ambient: Math.ceil(packs.ambient / packsInBag),
    chilled: Math.ceil(packs.chilled / packsInBag),
    frozen: Math.ceil(packs.frozen / packsInBag),
  })
  const total = bags.ambient + bags.chilled + bags.frozen
  const nothing = packs.ambient + packs.chilled + packs.frozen === 0
  const asked = askedLines(pick)
  const close = () => act({ kind: 'complete', body: nothing ? { bags: 1 } : { bags: total, zoneBags: bags } })

  return (
    <section aria-labelledby="bagging" className="flex flex-1 flex-col">
      <div className="flex flex-1 flex-col gap-4 p-4">
        <h2 id="bagging" className="text-xl font-extrabold">
          {t(nothing ? 'bags.nothing' : 'bags.title')}
        </h2>
        {nothing ? (
          <Notice tone="warn">{t('bags.nothingHelp')}</Notice>
        ) : (
          zones
            .filter((zone) => packs[zone] > 0)
            .map((zone) => (
              // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and its own layout
              <div
                key={zone}
                role="group"
                aria-label={t('bags.of', { zone: t(`zone.${zone}`) })}
                className="flex items-center gap-3 rounded-lg border border-line bg-card p-4"
              >
                <div className="flex-1">
                  <p className="text-lg font-bold">{t(`zone.${zone}`)}</p>
                  <p className="num text-sm text-ink-2">{t('bags.packs', { count: packs[zone] })}</p>
                </div>
                <IconButton
                  label={t('bags.less')}
                  className="size-14 border-[1.5px] border-line-strong"
                  disabled={bags[zone] <= 1}
                  onClick={() => setBags({ ...bags, [zone]: bags[zone] - 1 })}
                >
                  <Minus className="size-6" aria-hidden="true" />
                </IconButton>
                <output className="num w-10 text-center text-2xl font-extrabold">{bags[zone]}</output>
                <IconButton
                  label={t('bags.more')}
                  className="size-14 border-[1.5px] border-line-strong"
                  disabled={total >= bagsMax}
                  onClick={() => setBags({ ...bags, [zone]: bags[zone] + 1 })}
                >
                  <Plus className="size-6" aria-hidden="true" />
                </IconButton>
              </div>
            ))
        )}
        {asked.map((line) => (
          <QuestionState key={line.productId} line={line} />
        ))}
        <Button look="quiet" onClick={onList}>
          {t('bags.look')}
        </Button>
      </div>
      <div className="sticky bottom-0 border-t border-line bg-card p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        <Button size="l" className="w-full" disabled={asked.length > 0} onClick={close}>
          {asked.length > 0 ? t('ask.bagsWait') : nothing ? t('bags.closeEmpty') : t('bags.close', { count: total })}
        </Button>
      </div>
    </section>
  )
}
