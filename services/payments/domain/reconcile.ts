import type { OrderStatus, PaymentMethod } from '../../../contracts/orders.ts'

/** What the books say of one order, in paise. */
export interface Booked {
  /** Taken through the provider or from the wallet. */
  readonly taken: number
  readonly refunded: number
  /** Refunds that have been decided and not yet carried out: those for short lines, and all others. */
  readonly duePacked: number
  readonly dueOther: number
  /** Earned by the delivery. */
  readonly settled: number
  /** What is still owed for what was prepaid. */
  readonly owed: number
}

export interface OrderMoney {
  readonly orderId: string
  readonly status: OrderStatus
  readonly method: PaymentMethod
  readonly total: number
  /** As the order knows it: what short lines and support gave back. */
  readonly refunded: number
}

export interface Fault {
  readonly code: string
  readonly subject: string
  readonly message: string
}

const rupees = (paise: number) => `₹${(paise / 100).toFixed(2)}`
const nothing: Booked = { taken: 0, refunded: 0, duePacked: 0, dueOther: 0, settled: 0, owed: 0 }

/**
 * Compares an order with the books: paid orders have their money in, cancelled ones have it all back (or on its way),
 * and what was delivered is earned once, in full. An order knows of what was short as soon as it is packed, and of what
 * support gives back once that has been carried out.
 */
export function checkOrder(order: OrderMoney, booked: Booked = nothing): Fault[] {
  const faults: Fault[] = []
  const say = (code: string, message: string) => faults.push({ code, subject: order.orderId, message })
  const prepaid = order.method !== 'cash'
  const kept = booked.taken - booked.refunded - booked.duePacked
  const due = order.total - order.refunded
  if (booked.refunded + booked.duePacked + booked.dueOther > booked.taken && prepaid)
    say('ledger/refunded-too-much', `${rupees(booked.refunded)} refunded of ${rupees(booked.taken)}`)
  const checkPaid = () => {
    if (prepaid && kept !== due) say('ledger/paid-differs', `${rupees(kept)} was kept, ${rupees(due)} is due`)
  }
  switch (order.status) {
    case 'pending_payment':
      break
    case 'cancelled':
    case 'failed':
    case 'returned': {
      const left = kept - booked.dueOther
      if (left !== 0) say('ledger/kept-of-cancelled', `${rupees(left)} was kept of an order that was not delivered`)
      if (booked.settled !== 0)
        say('ledger/settled-not-delivered', `${rupees(booked.settled)} was earned by an order that was not delivered`)
      break
    }
    case 'delivered': {
      checkPaid()
      // Of cash, what support has given back since was in the rider's hand first.
      const atDoor = prepaid ? due : due + booked.refunded
      if (booked.settled === 0 && atDoor > 0)
        say('ledger/not-settled', `${rupees(atDoor)} was delivered and not settled`)
      else if (!prepaid && booked.settled !== atDoor)
        say('ledger/settled-differs', `${rupees(booked.settled)} was earned, ${rupees(atDoor)} was due at the door`)
      else if (prepaid && booked.owed !== booked.duePacked)
        say('ledger/settled-differs', `${rupees(booked.owed - booked.duePacked)} is still owed after the delivery`)
      break
    }
    default:
      checkPaid()
  }
  return faults
}

/** Compares what the provider says it took and gave back with the books, payment by payment and refund by refund. */
export function compareSums(
  what: string,
  ours: ReadonlyMap<string, number>,
  theirs: ReadonlyMap<string, number>,
): Fault[] {
  const faults: Fault[] = []
  for (const [id, amount] of theirs) {
    const own = ours.get(id)
    if (own === undefined)
      faults.push({
        code: `ledger/${what}-unknown`,
        subject: id,
        message: `The provider has ${rupees(amount)} that the books do not have`,
      })
    else if (own !== amount)
      faults.push({
        code: `ledger/${what}-differs`,
        subject: id,
        message: `${rupees(own)} in the books, ${rupees(amount)} at the provider`,
      })
  }
  for (const [id, amount] of ours)
    if (!theirs.has(id))
      faults.push({
        code: `ledger/${what}-missing`,
        subject: id,
        message: `${rupees(amount)} in the books, nothing at the provider`,
      })
  return faults
}
