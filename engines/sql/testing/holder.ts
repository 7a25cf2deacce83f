/** A process that owns an embedded engine, for tests to kill: `holder.ts HOME [GRACE_S]`. Says `ready`, stops when its input ends. */
import { openEmbedded } from '../embedded.ts'

const [home = '', graceS = '60'] = process.argv.slice(2)
try {
  await using _server = await openEmbedded({ home, orphanGraceS: Number(graceS) })
  console.log('ready')
  for await (const _ of process.stdin);
} catch (error) {
  console.log(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
