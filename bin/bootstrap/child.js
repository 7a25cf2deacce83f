import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './root.js'
import { stop } from './say.js'

/** Ctrl-C reaches us twice, from the terminal and from npm, within milliseconds; a person needs longer for a second one. */
const echoMs = 500

const parentCheckMs = 250

/**
 * Runs Node on our code and waits for it. The child has a process group of its own, so that each signal reaches it once,
 * through us; and a channel to us, so that it stops when we are killed (`leash.js`).
 * @param {string} node @param {string[]} args
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
export function runChild(node, args) {
  const leash = pathToFileURL(join(root, 'bin', 'bootstrap', 'leash.js')).href
  const child = spawn(node, ['--import', leash, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  })
  forwardSignals(child)
  if (process.env.npm_lifecycle_event) stopWithParent(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (child.connected) child.disconnect()
      resolve(code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)])
    })
  }).catch((error) => stop(`${node} could not be started: ${error.message}.`, error))
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  /** @type {Record<string, number>} */
  const lastAt = {}
  for (const signal of signals) {
    process.on(signal, () => {
      const now = Date.now()
      if (now - (lastAt[signal] ?? 0) > echoMs) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
      lastAt[signal] = now
    })
  }
}

/**
 * `kill` on npm ends npm and the shell between us, which tells nobody (dash does not pass signals on): losing our parent is
 * how we learn of it. Only below npm, for whoever starts us by hand with nohup means us to stay.
 * @param {import('node:child_process').ChildProcess} child
 */
function stopWithParent(child) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, parentCheckMs)
  timer.unref()
}
