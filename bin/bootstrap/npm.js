import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { say } from './say.js'

const heartbeatMs = 10_000

/**
 * Runs npm in a folder and shows what it says. What an outer `npm start` put into the environment about its own package is
 * left out, or the inner npm would believe that it stands there; registry, proxy and cache settings stay.
 * @param {{ node: string, cwd: string, args: string[] }} what
 * @returns {Promise<number | null>} the exit code; null when npm could not be run
 */
export function runNpm({ node, cwd, args }) {
  const cli = findNpm()
  const [command, first] = cli ? [node, [cli]] : ['npm', []]
  const shell = !cli && process.platform === 'win32'
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const child = spawn(command, [...first, ...args], { cwd, shell, env: cleanEnvironment(), stdio: ['ignore', 2, 2] })
    // npm draws its own progress on a terminal, and nothing elsewhere.
    const heartbeat = setInterval(() => say(`  … ${Math.round((Date.now() - startedAt) / 1000)} s`), heartbeatMs)
    if (process.stderr.isTTY) clearInterval(heartbeat)
    child.on('error', () => resolve(null))
    child.on('close', (code) => resolve(code ?? 1))
    child.on('close', () => clearInterval(heartbeat))
  })
}

/** npm is a JavaScript file: running it ourselves needs no shell, whose quoting differs by system. */
function findNpm() {
  const beside = dirname(process.execPath)
  const candidates = [
    process.env.npm_execpath ?? '',
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  return candidates.find((file) => basename(file) === 'npm-cli.js' && existsSync(file))
}

function cleanEnvironment() {
  const outer =
    /^(npm_package_|npm_lifecycle_|npm_command$|npm_config_local_prefix$|npm_config_global_prefix$|INIT_CWD$|NODE_OPTIONS$)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)))
}
