import { CheckLedger } from '../../contracts/payments.ts'
import type { Variable } from '../../kit/config.ts'
import { gatewayConfig } from '../../services/gateway/config.ts'
import { loadServices, serviceNames } from '../../services/index.ts'
import { addressVariables, processVariables } from '../config.ts'
import { openHouse } from '../house.ts'
import type { Command } from './command.ts'
import { progress } from './terminal.ts'

export const doctor: Command = {
  usage: '[ledger|config] [--json]',
  summary: 'Check the engines; prove the books; show the configuration',
  details: `doctor          opens everything and says of each engine whether it answers
doctor ledger   proves that every posting balances, and that ledger, wallets, orders and provider agree
doctor config   every variable with its value (secrets hidden) and what it is for`,
  options: { json: { type: 'boolean' } },
  async run({ values, positionals }) {
    const tell = (data: unknown, text: string) =>
      process.stdout.write(values.json ? `${JSON.stringify(data)}\n` : `${text}\n`)
    if (positionals[0] === 'config') {
      const rows = await configRows()
      tell(rows, rows.map((row) => `${row.variable}=${row.value}\n    ${row.help}`).join('\n'))
      return 0
    }
    const steps = progress()
    await using house = await openHouse({ env: process.env, listen: false, onProgress: steps.step })
    steps.clear()
    if (positionals[0] === 'ledger') {
      const report = await house.call(CheckLedger, {})
      const rupees = (paise: number) => `₹${(paise / 100).toFixed(2)}`
      const accounts = report.accounts.map(
        ({ account, balance }) => `  ${account.padEnd(18)} ${rupees(balance.amount).padStart(14)}`,
      )
      const faults = report.faults.map((fault) => `  ${fault.code} ${fault.subject}: ${fault.message}`)
      const verdict = report.ok
        ? 'The books balance and agree with orders and provider.'
        : `${report.faults.length} faults:`
      tell(report, [`${report.postings} postings`, ...accounts, verdict, ...faults].join('\n'))
      return report.ok ? 0 : 1
    }
    const checks = await house.check()
    tell(
      checks,
      checks.map((each) => `${each.ok ? 'ok     ' : 'FAILED '} ${each.name.padEnd(10)} ${each.detail}`).join('\n'),
    )
    return checks.every((each) => each.ok) ? 0 : 1
  },
}

/** Every variable that Tokri reads, with what it is now. */
async function configRows(): Promise<{ variable: string; value: string; help: string }[]> {
  const addresses = addressVariables(serviceNames)
  const all: Variable<unknown>[] = [
    ...Object.values(processVariables as Record<string, Variable<unknown>>),
    ...Object.values(gatewayConfig as Record<string, Variable<unknown>>),
    ...Object.values(addresses.urls as Record<string, Variable<unknown>>),
    ...Object.values(addresses.databases as Record<string, Variable<unknown>>),
    ...(await loadServices()).flatMap((service) => Object.values(service.config)),
  ]
  const seen = new Set<string>()
  return all
    .filter(({ variable }) => !seen.has(variable) && seen.add(variable))
    .map(({ variable, secret, fallback, help }) => {
      const given = process.env[variable]
      const value = given ? (secret ? '(set)' : given) : fallback === undefined ? '' : String(fallback)
      return { variable, value, help }
    })
}
