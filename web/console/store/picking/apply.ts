import type { PickDeed, PickLine, PickTask } from '../../../api-client/picking.ts'
import { wishOf } from './question.ts'

const withLine = (pick: PickTask, productId: string, change: (line: PickLine) => PickLine): PickTask => ({
  ...pick,
  lines: pick.lines.map((line) => (line.productId === productId ? change(line) : line)),
})

/** The pick as it will be once the store's server has heard of a deed: what is shown while the net is away. */
export function applied(pick: PickTask, deed: PickDeed): PickTask {
  switch (deed.kind) {
    case 'line': {
      const { productId, picked, reason } = deed.body
      return withLine(pick, productId, ({ shortReason: _, answer, ...line }) => ({
        ...line,
        picked,
        ...(answer && picked !== null ? { answer } : {}),
        ...(reason && picked !== null && picked < line.ordered ? { shortReason: reason } : {}),
      }))
    }
    case 'substitute': {
      const { name, pack, image, price, productId, barcodes } = deed.by
      return withLine(pick, deed.body.productId, ({ answer: _, ...line }) => ({
        ...line,
        substitute: {
          productId,
          name,
          pack,
          image,
          quantity: deed.body.quantity,
          price: { ...price, amount: Math.min(price.amount, line.price.amount) },
          ...(barcodes ? { barcodes } : {}),
          // Its time runs from when the server has heard of it.
          ...(wishOf(pick, line) === 'ask' ? { state: 'asked' as const } : {}),
        },
      }))
    }
    case 'withdraw':
      return withLine(pick, deed.body.productId, ({ substitute: _, ...line }) => line)
    case 'complete':
      return { ...pick, state: 'completed', bags: deed.body.bags, zoneBags: deed.body.zoneBags }
  }
}

/** Both ways of writing the same code: UPC-A is EAN-13 without its leading nought. */
const plain = (code: string) =>
  code
    .trim()
    .replace(/^0+(?=\d{8,})/, '')
    .toUpperCase()

export const bears = (barcodes: readonly string[] | undefined, code: string): boolean =>
  barcodes?.some((each) => plain(each) === plain(code)) ?? false

export type Scanned = { kind: 'line'; line: PickLine } | { kind: 'enough'; line: PickLine } | { kind: 'wrong' }

/** What a scanned code means for a pick: a line that still wants packs (the one at hand first), or not this order's. */
export function scanned(pick: PickTask, current: PickLine | undefined, code: string): Scanned {
  const bearing = pick.lines.filter((line) => bears(line.barcodes, code))
  const open = bearing.filter((line) => line.picked === null)
  const line = open.find((each) => each.productId === current?.productId) ?? open[0]
  if (line) return { kind: 'line', line }
  return bearing[0] ? { kind: 'enough', line: bearing[0] } : { kind: 'wrong' }
}
