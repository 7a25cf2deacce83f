import { test } from 'node:test'
import { serviceNames } from '../services/index.ts'
import type { Row } from './degradation/cell.ts'
import { providerRow, proxiedRow, serviceRow } from './degradation/rows.ts'
import { openStage, report, tellCell } from './degradation/stage.ts'
import { type Fault, faults } from './faults/proxy.ts'

/** Only rows whose name is in TOKRI_ROWS, separated by commas; all when it is absent. */
const wanted = process.env.TOKRI_ROWS?.split(',')
const cellsOf = (rows: readonly Row[]): [Row, Fault][] =>
  rows
    .filter((row) => !wanted || wanted.includes(row.name))
    .flatMap((row) => faults.map((fault): [Row, Fault] => [row, fault]))

test('what goes on without each service', { timeout: 1_200_000 }, async (t) => {
  await using stage = await openStage({ proxied: [...serviceNames] })
  const rows = serviceNames.map((name) => serviceRow(stage.tokri, name))
  report(t, await stage.check(cellsOf(rows), { onCell: tellCell(t) }))
})

test('what goes on without PostgreSQL and each provider', { timeout: 900_000 }, async (t) => {
  await using stage = await openStage({
    groups: [['gateway', ...serviceNames]],
    proxied: ['postgres'],
  })
  const rows = [
    proxiedRow('postgres', stage.tokri.proxy('postgres'), []),
    ...(['stripe', 'fcm', 'twilio', 'sendgrid'] as const).map((name) => providerRow(stage.provider, name)),
  ]
  report(t, await stage.check(cellsOf(rows), { onCell: tellCell(t) }))
})
