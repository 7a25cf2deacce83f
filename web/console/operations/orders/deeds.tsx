import { useMutation } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { cancelAdminOrder } from '../../../api-client/admin.ts'
import {
  creditCustomer,
  type OrderCase,
  type OrderMoney,
  reassignDelivery,
  refundOrder,
  type StaffOrder,
} from '../../../api-client/operations.ts'
import { isProblem } from '../../../api-client/problem.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { NumberField, Select, TextArea } from '../../../shared/ui/field.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useName } from '../../../shared/use-name.ts'
import { useT } from '../../messages/messages.ts'
import { type RiderChoice, RiderDialog } from './rider-dialog.tsx'

interface Ends {
  onClose: () => void
  onDone: () => void
}

/** One key for one intention: pressing again after a lost answer does it once. */
const useKey = () => useRef(crypto.randomUUID()).current

export function CancelDialog({ order, onClose, onDone }: Ends & { order: StaffOrder }) {
  const t = useT()
  const deed = useMutation({
    mutationFn: (reason: string) => cancelAdminOrder(order.id, reason),
    onSuccess: () => {
      toast(t('ops.cancelled', { number: order.number }))
      onDone()
    },
  })
  return (
    <ConfirmDialog
      open
      danger
      title={t('ops.cancelTitle', { number: order.number })}
      confirm={t('ops.cancel')}
      reason={{ required: true, options: [t('ops.why.customer'), t('ops.why.stock'), t('ops.why.riders')] }}
      busy={deed.isPending}
      error={deed.error}
      onClose={onClose}
      onConfirm={(reason) => deed.mutate(reason)}
    >
      {t('ops.cancelHelp')}
    </ConfirmDialog>
  )
}

type OrderLine = StaffOrder['lines'][number]

/** Packs of a line that came. */
const cameOf = (line: OrderLine): number => (line.picked ?? line.quantity) + (line.substitute?.quantity ?? 0)

/** What packs of a line have cost, less their share of the discount, as the API counts it; tax is in it. */
function worthOf(line: OrderLine, packs: number): number {
  const whole = line.total.amount - line.discount.amount
  const put = line.substitute ? line.substitute.price.amount * line.substitute.quantity : 0
  const paid = Math.min(whole, Math.floor((whole * (line.picked ?? line.quantity)) / line.quantity) + put)
  return Math.floor((paid * packs) / Math.max(1, cameOf(line)))
}

export function RefundDialog({ order, books, onClose, onDone }: Ends & { order: StaffOrder; books: OrderMoney }) {
  const t = useT()
  const nameOf = useName()
  const { money } = useFormat()
  const form = useId()
  const key = useKey()
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map())
  const [rupees, setRupees] = useState('')
  const most = books.refundable.amount
  const choose = (productId: string, packs: number) => {
    const next = new Map(chosen)
    if (packs > 0) next.set(productId, packs)
    else next.delete(productId)
    setChosen(next)
    const paise = order.lines.reduce((sum, line) => sum + worthOf(line, next.get(line.productId) ?? 0), 0)
    setRupees(paise === 0 ? '' : String(Math.min(most, paise) / 100))
  }
  const deed = useMutation({
    mutationFn: (wish: { reason: string; to: 'source' | 'wallet' }) =>
      refundOrder(key, {
        orderId: order.id,
        amount: { amount: Math.round(Number(rupees) * 100), currency: 'INR' },
        ...wish,
        ...(chosen.size > 0 ? { lines: [...chosen].map(([productId, quantity]) => ({ productId, quantity })) } : {}),
      }),
    onSuccess: (refund) => {
      toast(t('ops.refundDone', { amount: money(refund.amount) }))
      onDone()
    },
  })
  const card = order.payment.method === 'card' || order.payment.method === 'upi'
  const [to, setTo] = useState<'source' | 'wallet'>(card ? 'source' : 'wallet')
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('ops.refundTitle', { number: order.number })}
      footer={
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form={form} busy={deed.isPending} disabled={!(Number(rupees) > 0)}>
            {t('ops.refund')}
          </Button>
        </div>
      }
    >
      <Form
        id={form}
        className="p-5"
        error={deed.error}
        onSubmit={(data) => deed.mutate({ reason: String(data.get('reason')).trim(), to })}
      >
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1 text-sm font-semibold">{t('ops.refundLines')}</legend>
          {order.lines
            .filter((line) => cameOf(line) > 0)
            .map((line) => {
              const packs = chosen.get(line.productId) ?? 0
              return (
                <div key={line.productId} className="flex items-center justify-between gap-3">
                  <Checkbox
                    label={`${cameOf(line)} × ${nameOf(line)}, ${money({ ...line.total, amount: worthOf(line, cameOf(line)) })}`}
                    checked={packs > 0}
                    onChange={(on) => choose(line.productId, on ? cameOf(line) : 0)}
                  />
                  {packs > 0 && cameOf(line) > 1 && (
                    <Select
                      label={t('ops.packsOf', { name: nameOf(line) })}
                      labelHidden
                      className="w-20"
                      value={String(packs)}
                      options={Array.from({ length: cameOf(line) }, (_, index) => ({
                        value: String(index + 1),
                        label: String(index + 1),
                      }))}
                      onChange={(value) => choose(line.productId, Number(value))}
                    />
                  )}
                </div>
              )
            })}
        </fieldset>
        <NumberField
          label={t('ops.amount')}
          hint={t('ops.most', { amount: money(books.refundable) })}
          min={0.01}
          max={most / 100}
          step={0.01}
          value={rupees}
          onChange={(event) => setRupees(event.target.value)}
        />
        {card && (
          <Select
            label={t('ops.refundTo')}
            value={to}
            options={[
              { value: 'source', label: t('ops.toSource') },
              { value: 'wallet', label: t('ops.toWallet') },
            ]}
            onChange={(value) => setTo(value === 'wallet' ? 'wallet' : 'source')}
          />
        )}
        <TextArea label={t('ops.reason')} name="reason" required minLength={3} maxLength={300} />
      </Form>
    </Dialog>
  )
}

export function CreditDialog({ order, books, onClose, onDone }: Ends & { order: StaffOrder; books: OrderMoney }) {
  const t = useT()
  const { money } = useFormat()
  const form = useId()
  const key = useKey()
  const { each, left } = books.creditLimit
  const deed = useMutation({
    mutationFn: ({ paise, reason }: { paise: number; reason: string }) =>
      creditCustomer(key, {
        userId: order.userId,
        orderId: order.id,
        amount: { amount: paise, currency: 'INR' },
        reason,
      }),
    onSuccess: (credit) => {
      toast(t('ops.creditDone', { amount: money(credit.amount) }))
      onDone()
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('ops.creditTitle', { name: order.dropOff.name })}
      footer={
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form={form} busy={deed.isPending}>
            {t('ops.credit')}
          </Button>
        </div>
      }
    >
      <Form
        id={form}
        className="p-5"
        error={deed.error}
        onSubmit={(data) =>
          deed.mutate({
            paise: Math.round(Number(data.get('rupees')) * 100),
            reason: String(data.get('reason')).trim(),
          })
        }
      >
        <NumberField
          label={t('ops.amount')}
          hint={t('ops.creditLimit', { each: money(each), left: money(left) })}
          name="rupees"
          min={1}
          max={each.amount / 100}
          step={0.01}
        />
        <TextArea label={t('ops.reason')} name="reason" required minLength={3} maxLength={200} />
      </Form>
    </Dialog>
  )
}

/** Whether staff may go beyond the limit for which a rider was refused. */
const canForce = (error: unknown): boolean =>
  isProblem(error) && (error.details as { canForce?: boolean } | undefined)?.canForce === true

export function ReassignDialog({ delivery, onClose, onDone }: Ends & { delivery: NonNullable<OrderCase['delivery']> }) {
  const t = useT()
  const deed = useMutation({
    mutationFn: ({ riderId, reason, force }: RiderChoice) =>
      reassignDelivery(delivery.id, { reason, ...(riderId ? { riderId } : {}), ...(force ? { force } : {}) }),
    onSuccess: () => {
      toast(t('ops.reassigned'))
      onDone()
    },
  })
  return (
    <RiderDialog
      title={t('ops.reassignTitle')}
      help={t('ops.reassignHelp')}
      label={t('ops.toRider')}
      nobody={t('ops.planner')}
      confirm={t('ops.reassign')}
      of={{ shift: 'on', store: delivery.storeId }}
      except={delivery.rider?.userId}
      insistOn={canForce(deed.error) ? deed.variables?.riderId : undefined}
      busy={deed.isPending}
      error={deed.error}
      onClose={onClose}
      onConfirm={deed.mutate}
    />
  )
}
