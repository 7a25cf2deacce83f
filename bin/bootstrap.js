/**
 * What `npm start`, `npm test` and `tokri` run first: plain JavaScript and built-ins only, because it must work on an old
 * Node and before anything is installed. Brings what is missing (Node, packages, web apps), then hands over.
 *
 *   node bin/bootstrap.js start [args]      tokri start, with the web apps built
 *   node bin/bootstrap.js test [filters]    every *.test.ts, or those whose path holds a filter; -options go to node
 *   node bin/bootstrap.js engines [filters] every *.engine.test.ts: for deploy/engines/test.sh, which starts the engines
 *   node bin/bootstrap.js tokri [args]      the command
 *   node bin/bootstrap.js node FILE [args]  any file, with the right Node
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runChild } from './bootstrap/child.js'
import { ensureDependencies } from './bootstrap/dependencies.js'
import { root } from './bootstrap/root.js'
import { ensureNode } from './bootstrap/runtime.js'
import { explain, stop } from './bootstrap/say.js'
import { engineTestArguments, testArguments } from './bootstrap/tests.js'
import { ensureWeb } from './bootstrap/web.js'

const tokri = join(root, 'bin', 'tokri.ts')

const modes = {
  start: { web: true, arguments: (/** @type {string[]} */ args) => [tokri, 'start', ...args] },
  test: { web: true, arguments: testArguments },
  engines: { web: true, arguments: engineTestArguments },
  tokri: { web: false, arguments: (/** @type {string[]} */ args) => [tokri, ...args] },
  node: { web: false, arguments: (/** @type {string[]} */ args) => args },
}

/** @param {string[]} argv */
export async function main([mode = '', ...args]) {
  try {
    const chosen = modes[/** @type {keyof typeof modes} */ (mode)]
    if (!chosen) stop(`"${mode}" is not one of: ${Object.keys(modes).join(', ')}.`)
    const node = await ensureNode()
    await ensureDependencies(node)
    if (chosen.web) await ensureWeb(node)
    if (mode === 'start' && !existsSync(tokri)) stop('bin/tokri.ts is missing: this copy of Tokri is not complete.')
    process.exitCode = await runChild(node, chosen.arguments(args))
  } catch (error) {
    process.exitCode = explain(error)
  }
}

if (process.argv[1]?.endsWith('bootstrap.js')) await main(process.argv.slice(2))
