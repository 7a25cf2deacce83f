/**
 * npm run bench:dispatch [-- --data DIR --sets NAME,NAME --seconds N --places N --seed N --cpu --no-targets --json]
 *
 * The dispatcher's planners on public instances, each set beside its target and its published or measured peers, on made-up
 * afternoons with delivery windows (`--sets windows`), on Solomon's customers as same-day orders (`--sets slots`), and how long
 * a round takes at the size of a city (`--sets round`). DIR is laid
 * out as the shared `data/dispatch` (the default, beside the project); a set whose folder is absent is skipped. `--sets`
 * takes names or the beginnings of names, `--seconds` replaces the budget of each instance, `--cpu` counts
 * budgets in the thread's own processor time in place of the wall clock (for a machine that others use), `--places` replaces
 * those in a rider's bag in `slots`. One thread.
 *
 * Ends with 1 where a set's target is missed, unless `--no-targets`. Targets were set for the instances of the default folder:
 * with `--data` they are shown, and decide only with `--targets`.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mdrpSets } from './dispatch/mdrp-sets.ts'
import { roundSets } from './dispatch/round-sets.ts'
import { routingSets } from './dispatch/routing-sets.ts'
import type { BenchResult, BenchSet } from './dispatch/set.ts'
import { slotsSets } from './dispatch/slots-sets.ts'
import { windowsSets } from './dispatch/windows-sets.ts'

const sets: readonly BenchSet[] = [...routingSets, ...mdrpSets, ...windowsSets, ...slotsSets, ...roundSets]

const shared = join(
  process.env.TOKRI_SHARED_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url)),
  'dispatch',
)
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    sets: { type: 'string' },
    seconds: { type: 'string' },
    places: { type: 'string' },
    seed: { type: 'string', default: '1' },
    cpu: { type: 'boolean', default: false },
    targets: { type: 'boolean' },
    json: { type: 'boolean', default: false },
  },
  allowNegative: true,
})
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
const say = (text: string) => void process.stderr.write(`${text}\n`)
const wanted = values.sets?.split(',')
const chosen = sets.filter((set) => !wanted || wanted.some((name) => set.name.startsWith(name)))
if (chosen.length === 0) throw new Error(`No set is called ${values.sets}: ${sets.map((set) => set.name).join(', ')}`)

const measured: Record<string, BenchResult | { readonly skipped: string }> = {}
for (const set of chosen) {
  say(`${set.name}: ${set.about}`)
  const result = await set.run({
    dataDir: values.data ?? shared,
    seconds: values.seconds === undefined ? undefined : Number(values.seconds),
    places: values.places === undefined ? undefined : Number(values.places),
    seed: Number(values.seed),
    clockMs: values.cpu ? cpuMs : () => performance.now(),
    say,
  })
  measured[set.name] = result
  if ('skipped' in result) say(`${set.name}: skipped, ${result.skipped}`)
  else if (!values.json) show(set, result)
}
if (values.json) console.log(JSON.stringify(measured))
const missed = Object.entries(measured).flatMap(([name, result]) =>
  (('missed' in result && result.missed) || []).map((each) => `${name}: missed, ${each}`),
)
for (const each of missed) say(each)
if (missed.length > 0 && (values.targets ?? values.data === undefined)) process.exitCode = 1

function show(set: BenchSet, { rows, compared }: BenchResult): void {
  console.log(`\n${set.name}: ${set.about}`)
  console.table(rows)
  console.table(compared)
}
