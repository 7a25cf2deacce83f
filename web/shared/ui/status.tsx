import type { OrderStatus } from '../../api-client/types.ts'
import { Badge, type Tone } from './feedback.tsx'

/** The tone of each status of an order, the same on every page. */
export const orderTones: Readonly<Record<OrderStatus, Tone>> = {
  pending_payment: 'warn',
  confirmed: 'accent',
  picking: 'accent',
  packed: 'brand',
  assigned: 'brand',
  picked_up: 'brand',
  arriving: 'brand',
  delivered: 'ok',
  cancelled: 'plain',
  failed: 'bad',
  returned: 'plain',
}

/** A status in a word, told apart by more than its colour. */
export const StatusPill = ({ tone, label }: { tone: Tone; label: string }) => (
  <Badge tone={tone}>
    <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
    {label}
  </Badge>
)
