import { resolve } from 'node:path'
import { openHouse } from '../house.ts'
import { importCatalogue } from '../seed/products.ts'
import { importMap } from '../seed/site.ts'
import { importStock } from '../seed/stock.ts'
import type { Command } from './command.ts'
import { progress } from './terminal.ts'

export const importCommand: Command = {
  usage: 'catalogue|city|stock FILE [--json]',
  summary: 'Bring in products, a street map, or stock',
  details: `catalogue FILE.csv   products; the columns are in city/catalogue/README.md
city FILE            streets from OpenStreetMap: .osm.pbf, .osm.gz or .osm; used from the next start on
stock FILE.csv       store,sku,quantity[,bin]: what has been delivered

Good rows are kept and bad ones told, with a non-zero exit code. A second run changes nothing twice.`,
  options: { json: { type: 'boolean' } },
  async run({ values, positionals }) {
    const [kind, given] = positionals
    if (!given || !['catalogue', 'city', 'stock'].includes(kind ?? ''))
      throw new Error('tokri import takes catalogue, city or stock, and a file')
    const file = resolve(given)
    const steps = progress()
    const tell = (data: object, text: string) =>
      process.stdout.write(values.json ? `${JSON.stringify(data)}\n` : `${text}\n`)
    if (kind === 'city') {
      steps.step('Reading the map')
      const map = await importMap(resolve(process.env.TOKRI_HOME || '.tokri'), file)
      steps.clear()
      tell(map, `${map.edges} street segments. The next start opens this city.`)
      return 0
    }
    await using house = await openHouse({ env: process.env, listen: false, onProgress: steps.step })
    const counted = (count: number) => steps.step(`Importing: ${count}`)
    if (kind === 'catalogue') {
      const { productIds: _, ...report } = await importCatalogue(house.call, file, counted)
      steps.clear()
      tell(
        report,
        `${report.added} added, ${report.updated} updated, ${report.unchanged} unchanged, ${report.copies} copies skipped, ${report.problems.length} rows with problems`,
      )
      if (!values.json) tellProblems(report.problems)
      return report.problems.length > 0 ? 1 : 0
    }
    const report = await importStock(house.call, file, counted)
    steps.clear()
    tell(report, `${report.moved} movements, ${report.problems.length} rows with problems`)
    if (!values.json) tellProblems(report.problems)
    return report.problems.length > 0 ? 1 : 0
  },
}

const tellProblems = (problems: readonly { row: number; code: string; message: string }[]) => {
  for (const { row, code, message } of problems) process.stderr.write(`row ${row}: ${message} (${code})\n`)
}
