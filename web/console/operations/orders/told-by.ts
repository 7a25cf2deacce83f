import type { OrderCase } from '../../../api-client/operations.ts'
import type { Order } from '../../../api-client/types.ts'
import { useFormat } from '../../../shared/format.ts'
import { saidOf } from '../../../shared/i18n/said.ts'
import { useT } from '../../messages/messages.ts'

const parts = ['orders', 'payments', 'stores', 'dispatch', 'positions'] as const
const chosen = ['nearest', 'longest-idle', 'batched', 'planned', 'locked'] as const
const declined = ['too_far', 'low_pay', 'too_heavy', 'on_break', 'vehicle', 'unsafe', 'other'] as const

/** What riders say who come too late, as `services/deliveries/tasks.ts` writes it down; cash in paise. */
const claims = {
  'handed over': 'handed',
  'no right code': 'noCode',
  'left at the door': 'door',
  'not handed over': 'not',
  'brought back': 'back',
} as const
const tooLate = new RegExp(`^(${Object.keys(claims).join('|')})(?:, cash (\\d+))?$`)

/** Who did something to an order: people by name, the customer as such, and parts of Tokri by what they do. */
export function useWho(order: Pick<Order, 'userId' | 'dropOff'>, people: OrderCase['people'] | undefined) {
  const t = useT()
  const names = new Map(people?.map(({ userId, name }) => [userId, name]))
  return (actor: string): string => {
    const name = names.get(actor)
    if (actor === order.userId) return `${name ?? order.dropOff.name} (${t('ops.customer')})`
    if (name !== undefined) return name
    if (!actor.startsWith('system:')) return t('ops.somebody')
    const part = parts.find((each) => actor === `system:${each}`)
    return t('ops.system', { part: part ? t(`ops.part.${part}`) : actor.slice(7) })
  }
}

interface Step {
  reason?: string
  reasonCode?: string
}

/** Why a step was taken, of an order or its delivery: a word of ours in a sentence, what people wrote as it is. */
export function useStepReason() {
  const t = useT()
  const { money } = useFormat()
  return ({ reason, reasonCode }: Step): string | undefined => {
    const said = reasonCode && saidOf(t, `ended/${reasonCode}`)
    if (said) return said
    const plain = chosen.find((each) => each === reason)
    if (plain) return t(`ops.chosen.${plain}`)
    const refusal = declined.find((each) => each === reason)
    if (refusal) return t(`ops.declined.${refusal}`)
    const late = tooLate.exec(reason ?? '')
    if (late) {
      const what = t(`ops.tooLate.${claims[late[1]! as keyof typeof claims]}`)
      const amount = { amount: Number(late[2]), currency: 'INR' as const }
      return late[2] === undefined ? what : t('ops.tooLate.cash', { what, amount: money(amount) })
    }
    if (reason === 'not answered') return t('ops.offer.expired')
    return reason === 'rider silent' ? t('ops.riderSilent') : reason
  }
}
