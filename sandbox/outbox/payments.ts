import type { Store } from '../store.ts'
import type { StripeObject } from '../stripe/objects.ts'

export type Payment = {
  id: string
  amount: number
  status: string
  created: number
  order: string | null
  method: string | null
  problem: string | null
  refunded: number
}
export type Delivery = {
  type: string
  state: string
  attempts: number
  status: number | null
  error: string | null
  at: number
}
export type Ledger = {
  payments: Payment[]
  deliveries: Delivery[]
  totals: { payments: number; takenPaise: number; refundedPaise: number; pending: number }
}

/** What the page shows of payments and webhooks: the newest of each, and sums of all. */
export function readLedger({ db }: Store): Ledger {
  const payments = db
    .prepare(
      `select p.body as intent, c.body as charge from objects p
       left join objects c on c.id = json_extract(p.body, '$.latest_charge')
       where p.kind = 'payment_intent' order by p.seq desc limit 40`,
    )
    .all()
    .map((row) => toPayment(JSON.parse(String(row.intent)), row.charge ? JSON.parse(String(row.charge)) : undefined))
  const deliveries = db
    .prepare('select type, state, attempts, status, error, at from deliveries order by seq desc limit 40')
    .all() as unknown as Delivery[]
  const sum = db
    .prepare(
      `select count(*) filter (where kind = 'payment_intent') as payments,
         coalesce(sum(json_extract(body, '$.amount')) filter (where kind = 'balance_transaction' and json_extract(body, '$.type') = 'charge'), 0) as taken,
         coalesce(-sum(json_extract(body, '$.amount')) filter (where kind = 'balance_transaction' and json_extract(body, '$.type') <> 'charge'), 0) as refunded
       from objects where kind in ('payment_intent', 'balance_transaction')`,
    )
    .get()!
  const pending = db.prepare("select count(*) as n from deliveries where state = 'pending'").get()!
  return {
    payments,
    deliveries,
    totals: {
      payments: Number(sum.payments),
      takenPaise: Number(sum.taken),
      refundedPaise: Number(sum.refunded),
      pending: Number(pending.n),
    },
  }
}

function toPayment(intent: StripeObject, charge: StripeObject | undefined): Payment {
  const metadata = intent.metadata as Record<string, string>
  const details = charge?.payment_method_details as
    | { type: string; card?: { brand: string; last4: string }; upi?: { vpa: string } }
    | undefined
  const problem = intent.last_payment_error as { message: string } | null
  return {
    id: intent.id,
    amount: Number(intent.amount),
    status: String(intent.status),
    created: intent.created * 1000,
    order: metadata.order_id ?? metadata.orderId ?? null,
    method: details?.card ? `${details.card.brand} ·· ${details.card.last4}` : (details?.upi?.vpa ?? null),
    problem: problem?.message ?? null,
    refunded: Number(charge?.captured ? charge.amount_refunded : 0),
  }
}
