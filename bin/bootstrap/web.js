import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { alone } from './lock.js'
import { root } from './root.js'
import { say, stop } from './say.js'
import { walk } from './walk.js'

const config = join(root, 'web', 'vite.config.ts')
const stampFile = join(root, 'web', 'dist', '.tokri-stamp')

/** Builds the web apps when what they are made of has changed: their folder, the contracts, and the packages. @param {string} node */
export async function ensureWeb(node) {
  if (!existsSync(config))
    return say('There are no web apps in this copy (web/vite.config.ts is missing); only the API is served')
  const stamp = sourceStamp()
  if (isBuilt(stamp)) return
  await alone(
    join(root, '.tokri-runtime', 'web.lock'),
    'Waiting for another start that is building the web apps',
    async () => {
      if (isBuilt(stamp)) return
      say('Building the web apps (again only when they change)')
      const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
      const args = [vite, 'build', '--config', config, '--logLevel', 'warn']
      const { status } = spawnSync(node, args, { cwd: root, stdio: ['ignore', 2, 2] })
      if (status !== 0) stop('The web apps could not be built (see above): npm run build shows it again.')
      if (!existsSync(join(root, 'web', 'dist'))) stop('The build of the web apps has left nothing in web/dist.')
      writeFileSync(stampFile, stamp)
    },
  )
}

/** @param {string} stamp */
const isBuilt = (stamp) => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp

function sourceStamp() {
  const hash = createHash('sha256')
  const files = [...walk(join(root, 'web')), ...walk(join(root, 'contracts'))].filter(
    (file) => !/\.test\.tsx?$|[/\\]generated[/\\]/.test(file),
  )
  for (const file of [...files.sort(), join(root, 'package-lock.json')]) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}
