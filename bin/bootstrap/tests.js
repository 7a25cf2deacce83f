import { availableParallelism } from 'node:os'
import { join, relative, sep } from 'node:path'
import { root } from './root.js'
import { stop } from './say.js'
import { walk } from './walk.js'

const folders = ['bin', 'contracts', 'kit', 'engines', 'services', 'city', 'sandbox', 'web', 'deploy', 'bench', 'tests']

/** Several PostgreSQL clients, web servers and at times a browser run in one test file: more at once only makes them wait. */
const concurrencyMax = 4
/** Far beyond what any test takes: one that hangs fails, and is named. */
const timeoutMs = 300_000

/** Tests against engines that somebody has to start: `npm run test:engines`. @param {string} file */
const needsEngine = (file) => file.endsWith('.engine.test.ts')

/**
 * What node is given to run the tests: all, or those whose path holds one of the filters. Arguments with a dash are for node.
 * @param {string[]} args
 */
export const testArguments = (args) =>
  argumentsFor(args, (file) => file.endsWith('.test.ts') && !needsEngine(file), concurrencyMax)

/** The same for tests against real engines: one after the other, since they share those. @param {string[]} args */
export const engineTestArguments = (args) => argumentsFor(args, needsEngine, 1)

/**
 * @param {string[]} args
 * @param {(file: string) => boolean} wanted
 * @param {number} atOnce
 */
function argumentsFor(args, wanted, atOnce) {
  const options = args.filter((arg) => arg.startsWith('-'))
  const filters = args
    .filter((arg) => !arg.startsWith('-'))
    .map((arg) =>
      arg
        .replace(/^\.[/\\]/, '')
        .split(sep)
        .join('/'),
    )
  const files = folders.flatMap((folder) => [...walk(join(root, folder))].filter(wanted).sort())
  const chosen = files.filter((file) => {
    const path = relative(root, file).split(sep).join('/')
    return filters.length === 0 || filters.some((filter) => path.includes(filter) || file === filter)
  })
  if (chosen.length === 0) stop(`No test file has ${filters.map((filter) => `"${filter}"`).join(' or ')} in its path.`)
  const concurrency = Math.max(1, Math.min(availableParallelism(), atOnce))
  return [
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${timeoutMs}`,
    // A file whose tests have all ended is over, even if a client of some engine keeps a timer or a connection.
    '--test-force-exit',
    ...options,
    ...chosen,
  ]
}
