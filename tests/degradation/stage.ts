import type { TestContext } from 'node:test'
import { eventually } from '../eventually.ts'
import type { Fault } from '../faults/proxy.ts'
import { checkInvariants } from '../invariants.ts'
import { openProcesses, type Processes, type ProcessesOptions } from '../processes.ts'
import { openProvider, type Provider } from '../provider.ts'
import { type Customer, openShop, type Shop } from '../shop.ts'
import { type CellResult, checkCell, type Row } from './cell.ts'
import { startTraffic } from './traffic.ts'

export interface Stage extends AsyncDisposable {
  readonly tokri: Processes
  readonly shop: Shop
  readonly provider: Provider
  readonly customers: readonly Customer[]
  /** Takes away what the rows name, one fault after the other, amid steady traffic. */
  check(
    cells: readonly [Row, Fault][],
    options?: { forMs?: number; broker?: boolean; onCell?(result: CellResult): void },
  ): Promise<CellResult[]>
}

/** A shop in separate processes, open and with customers. */
export async function openStage(options: ProcessesOptions = {}): Promise<Stage> {
  const stack = new AsyncDisposableStack()
  try {
    const tokri = stack.use(await openProcesses(options))
    const shop = await openShop({ call: tokri.call, send: tokri.send }, { stock: 100_000 })
    const provider = openProvider({ url: tokri.sandboxUrl, home: tokri.home, send: tokri.send })
    const customers = await shop.customers(8)
    await eventually('the shelf is to be seen', async () => {
      const { status, body } = await tokri.send('GET', `/v1/products?store=${shop.storeId}&q=milk`)
      return status === 200 && body.items.length > 0
    })
    return {
      tokri,
      shop,
      provider,
      customers,
      async check(cells, { forMs, onCell, broker = false } = {}) {
        const traffic = startTraffic({ send: tokri.send, shop, customers })
        const results: CellResult[] = []
        try {
          await eventually(
            'traffic flows',
            async () => {
              const failed = (await traffic.askAll()).filter((each) => !each.ok)
              if (failed.length > 0) throw new Error(failed.map((each) => `${each.kind} ${each.answer}`).join('; '))
              return true
            },
            { withinMs: 30_000 },
          )
          for (const [row, fault] of cells) {
            const result = await checkCell(row, fault, traffic, forMs === undefined ? {} : { forMs })
            results.push(result)
            onCell?.(result)
          }
        } finally {
          await traffic.stop()
        }
        // No order that was acknowledged is lost, and everything else adds up once it has come to rest.
        await eventually(
          'everything has come to rest',
          () => checkInvariants(tokri.sql, traffic.answered, { broker }).then(() => true),
          {
            withinMs: 60_000,
          },
        )
        return results
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** Tells what came of the cells. @throws with everything that did not hold */
export function report(t: TestContext, results: readonly CellResult[]): void {
  const failed = results.filter((each) => each.faults.length > 0)
  t.diagnostic(`degradation matrix: ${results.length - failed.length} / ${results.length} cells passed`)
  if (failed.length === 0) return
  throw new Error(failed.map((each) => `${each.row} ${each.fault}:\n  ${each.faults.join('\n  ')}`).join('\n'))
}

export const tellCell =
  (t: TestContext) =>
  ({ row, fault, faults, shares }: CellResult): void =>
    t.diagnostic(
      `${faults.length === 0 ? 'passed' : 'FAILED'}  ${row} ${fault}: ${shares}${faults.map((each) => `\n    ${each}`).join('')}`,
    )
