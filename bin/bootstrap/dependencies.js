import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './lock.js'
import { runNpm } from './npm.js'
import { root } from './root.js'
import { say, stop } from './say.js'

const stampFile = join(root, 'node_modules', '.tokri-stamp')

/**
 * Installs the packages when the lock file is not the one they were installed from. `npm install --no-save` rather than
 * `npm ci`: it keeps to the lock and leaves it alone just the same, but updates in place, and forgives a lock that lacks
 * optional packages of other platforms, as npm itself writes it where a registry does not have them all.
 * @param {string} node runs npm, so that packages see the Node they will run on
 */
export async function ensureDependencies(node) {
  const stamp = currentStamp()
  if (readText(stampFile) === stamp) return
  await alone(
    join(root, '.tokri-runtime', 'install.lock'),
    'Waiting for another start that is installing packages',
    async () => {
      if (readText(stampFile) === stamp) return
      if (!isInstalled()) await install(node)
      writeFileSync(stampFile, stamp)
    },
  )
}

/** @param {string} node */
async function install(node) {
  say('Installing the packages that Tokri is made of (once, half a minute or so)')
  const args = [
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const code = await runNpm({ node, cwd: root, args })
  if (code === null) stop('npm was not found: install Node together with npm, and try again.')
  if (code !== 0)
    stop('The packages could not be installed (see above): check the network and the disk, and try again.')
}

function currentStamp() {
  const lock = readText(join(root, 'package-lock.json'))
  if (lock === undefined) stop('package-lock.json is missing: this copy of Tokri is not complete.')
  return createHash('sha256')
    .update(`${process.platform} ${process.arch} ${JSON.stringify(declared())}`)
    .update(lock)
    .digest('hex')
}

/** Somebody may have run npm by hand: what it noted in node_modules then agrees with the lock. */
function isInstalled() {
  const lock = readPackages('package-lock.json')
  const installed = readPackages(join('node_modules', '.package-lock.json'))
  if (!lock || !installed) return false
  const agrees = Object.entries(lock).every(([path, wanted]) => {
    const found = installed[path]
    return (
      path === '' ||
      (found ? found.version === wanted.version : Boolean(wanted.optional || wanted.devOptional || wanted.peer))
    )
  })
  return (
    agrees &&
    Object.keys({ ...declared().dependencies, ...declared().devDependencies }).every(
      (name) => installed[`node_modules/${name}`],
    )
  )
}

function declared() {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  return { dependencies, devDependencies, optionalDependencies }
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }> | undefined} */
function readPackages(file) {
  const text = readText(join(root, file))
  return text === undefined ? undefined : JSON.parse(text).packages
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
