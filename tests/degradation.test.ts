import { test } from 'node:test'
import type { Row } from './degradation/cell.ts'
import { proxiedRow, serviceRow } from './degradation/rows.ts'
import { openStage, report, tellCell } from './degradation/stage.ts'
import type { Fault } from './faults/proxy.ts'

/** A few cells of the matrix; the whole of it is `degradation.engine.test.ts`, by `npm run test:engines degradation`. */
test('a few things are taken away under traffic, and what should go on does', { timeout: 240_000 }, async (t) => {
  await using stage = await openStage({
    groups: [
      ['gateway', 'users', 'catalogue', 'carts', 'orders'],
      ['stores'],
      ['payments', 'deliveries', 'notifications'],
    ],
    proxied: ['stores', 'payments', 'postgres'],
  })
  const { tokri } = stage
  const postgres = proxiedRow('postgres', tokri.proxy('postgres'), ['browse', 'search'])
  const cells: [Row, Fault][] = [
    // Its process runs deliveries and notifications as well: none of the three is missed at once.
    [serviceRow(tokri, 'payments'), 'gone'],
    [serviceRow(tokri, 'stores'), 'reset'],
    [postgres, 'gone'],
  ]
  report(t, await stage.check(cells, { forMs: 5_000, onCell: tellCell(t) }))
})
