import { badParam } from './faults.ts'
import { type Kind, type Objects, render } from './objects.ts'

const kinds: Record<string, Kind> = {
  pi: 'payment_intent',
  ch: 'charge',
  re: 'refund',
  cus: 'customer',
  pm: 'payment_method',
  txn: 'balance_transaction',
}

/** `expand[]=latest_charge.balance_transaction`: ids on the path become the objects they name. Four levels, as at Stripe. */
export function expand(objects: Objects, body: Record<string, unknown>, paths: string[]): Record<string, unknown> {
  return paths.slice(0, 20).reduce((result, path) => {
    const steps = path.split('.')
    if (steps.length > 5)
      throw badParam('expand', `You cannot expand more than 4 levels of a property. Property: ${path}`)
    return along(objects, result, steps) as Record<string, unknown>
  }, body)
}

function along(objects: Objects, value: unknown, [step, ...rest]: string[]): unknown {
  if (step === undefined) return value
  if (Array.isArray(value)) return value.map((each) => along(objects, each, [step, ...rest]))
  if (typeof value !== 'object' || value === null) return value
  const child = (value as Record<string, unknown>)[step]
  return {
    ...value,
    [step]: along(objects, typeof child === 'string' ? (lookup(objects, child) ?? child) : child, rest),
  }
}

function lookup(objects: Objects, id: string) {
  const kind = kinds[id.split('_')[0] ?? '']
  const found = kind && objects.find(kind, id)
  return found ? render(found) : undefined
}
