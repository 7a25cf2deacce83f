import { TextArea } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'
import { choose, useOrderChoices } from './choices.ts'
import { Part } from './part.tsx'
import { SlotChoice } from './slot-choice.tsx'
import { TipChips } from './tip-chips.tsx'

/** Now, or in a window. */
export function WhenPart(about: { storeId: string | undefined; promiseMinutes: number | undefined; gone: boolean }) {
  const t = useT()
  const { later } = useOrderChoices()
  return (
    <Part title={t('checkout.when')}>
      <SlotChoice {...about} later={later} onChange={(next) => choose({ later: next })} />
    </Part>
  )
}

export function TipPart() {
  const t = useT()
  const { tip } = useOrderChoices()
  return (
    <Part title={t('checkout.tip')} note={t('checkout.tipNote')}>
      <TipChips tip={tip} onChange={(next) => choose({ tip: next })} />
    </Part>
  )
}

export function GiftPart() {
  const t = useT()
  const { giftNote } = useOrderChoices()
  return (
    <Part title={t('checkout.gift')}>
      <TextArea
        label={t('checkout.giftNote')}
        hint={t('checkout.giftHint')}
        maxLength={300}
        value={giftNote}
        onChange={(event) => choose({ giftNote: event.target.value })}
      />
    </Part>
  )
}

/** All three, as the cart asks for them. */
export function OrderChoiceParts(about: Parameters<typeof WhenPart>[0]) {
  return (
    <>
      <WhenPart {...about} />
      <TipPart />
      <GiftPart />
    </>
  )
}
