import { NumberField } from '../../../shared/ui/field.tsx'
import { useT } from '../../messages/messages.ts'
import { moneyOf } from '../../rupees.ts'

/** What a window holds, costs, and until when it can be chosen: fields of a form, which `termsOf` reads. */
export function Terms({ of }: { of: { capacity: number; fee: { amount: number }; cutoffMinutes: number } }) {
  const t = useT()
  return (
    <>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,8rem),1fr))] gap-3">
        <NumberField
          label={t('ops.capacity')}
          hint={t('ops.capacityHelp')}
          name="capacity"
          max={10_000}
          defaultValue={of.capacity}
        />
        <NumberField label={t('ops.feeRupees')} name="fee" step={0.01} defaultValue={of.fee.amount / 100} />
      </div>
      <NumberField label={t('ops.cutoffMinutes')} name="cutoffMinutes" max={2_880} defaultValue={of.cutoffMinutes} />
    </>
  )
}

export const termsOf = (data: FormData) => ({
  capacity: Number(data.get('capacity')),
  fee: moneyOf(data.get('fee')),
  cutoffMinutes: Number(data.get('cutoffMinutes')),
})
