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

/**
 * What the page shows of payments and webhooks: the newest of each, and sums of all. The page asks every three seconds,
 * so the sums go on from where they were instead of starting over.
 */
export function openLedger({ db }: Store): () => Ledger {
  const newest = db.prepare(
    `select p.body as intent, c.body as charge from objects p
     left join objects c on c.id = json_extract(p.body, '$.latest_charge')
     where p.kind = 'payment_intent' order by p.seq desc limit 40`,
  )
  const deliveries = db.prepare(
    'select type, state, attempts, status, error, at from deliveries order by seq desc limit 40',
  )
  const pending = db.prepare("select count(*) as n from deliveries where state = 'pending'")
  const lastSeq = db.prepare('select coalesce(max(seq), 0) as seq from objects')
  const made = db.prepare("select count(*) as n from objects where kind = 'payment_intent' and seq > ? and seq <= ?")
  const moved = db.prepare(
    `select coalesce(sum(amount) filter (where type = 'charge'), 0) as taken,
            coalesce(-sum(amount) filter (where type <> 'charge'), 0) as refunded
     from (select json_extract(body, '$.amount') as amount, json_extract(body, '$.type') as type
           from objects where kind = 'balance_transaction' and seq > ? and seq <= ?)`,
  )
  const totals = { seq: 0, payments: 0, takenPaise: 0, refundedPaise: 0 }

  function addUp() {
    const seq = Number(lastSeq.get()!.seq)
    const sums = moved.get(totals.seq, seq)!
    totals.payments += Number(made.get(totals.seq, seq)!.n)
    totals.takenPaise += Number(sums.taken)
    totals.refundedPaise += Number(sums.refunded)
    totals.seq = seq
  }

  return () => {
    addUp()
    return {
      payments: newest
        .all()
        .map((row) =>
          toPayment(JSON.parse(String(row.intent)), row.charge ? JSON.parse(String(row.charge)) : undefined),
        ),
      deliveries: deliveries.all() as unknown as Delivery[],
      totals: { ...totals, pending: Number(pending.get()!.n) },
    }
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
