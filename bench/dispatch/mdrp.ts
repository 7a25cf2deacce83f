// node bench/dispatch/mdrp.ts [--data DIR --sets NAME --seed N --cpu --json]: the MDRP sets of the dispatch benchmark alone.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mdrpSets } from './mdrp-sets.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: fileURLToPath(new URL('../../../shared/data/dispatch', import.meta.url)) },
    sets: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    cpu: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
const measured: Record<string, unknown> = {}
for (const set of mdrpSets.filter((each) => each.name.startsWith(values.sets))) {
  const result = await set.run({
    dataDir: values.data,
    seed: Number(values.seed),
    clockMs: values.cpu ? cpuMs : () => performance.now(),
    say: (text) => void process.stderr.write(`${text}\n`),
  })
  measured[set.name] = result
  if (values.json) continue
  console.log(`\n${set.name}: ${set.about}`)
  if ('skipped' in result) console.log(`skipped: ${result.skipped}`)
  else {
    console.table(result.rows)
    console.table(result.compared)
  }
}
if (values.json) console.log(JSON.stringify(measured))
