import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import type { Color, Fleets } from '../blue-green/release.ts'
import type { Program } from './program.ts'

const execute = promisify(execFile)

/** Fleets of whole Tokris on this machine: `ports` of each colour are its copies, and a version is a program. */
export function localFleets(options: {
  ports: Record<Color, readonly number[]>
  versions: ReadonlyMap<string, Program>
  env: Record<string, string>
}): Fleets &
  AsyncDisposable & {
    said(color: Color): string
    /** `kill -9` of one copy; resolves when it is gone. */
    kill(color: Color, copy: number): Promise<void>
    /** Starts it again, as it was. */
    revive(color: Color, copy: number): Promise<void>
  } {
  const running: Record<Color, ChildProcess[]> = { blue: [], green: [] }
  const serving: Record<Color, string> = { blue: '', green: '' }
  const heard: Record<Color, string> = { blue: '', green: '' }
  const programOf = (version: string): string => {
    const program = options.versions.get(version)
    if (!program) throw new Error(`there is no version ${version}`)
    return program.main
  }
  const env = { PATH: process.env.PATH, ...options.env }

  const launch = (color: Color, port: number): ChildProcess => {
    const child = spawn(process.execPath, [programOf(serving[color]), 'serve'], {
      env: { ...env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk) => {
        heard[color] = (heard[color] + chunk).slice(-8_000)
      })
    return child
  }

  const stop = async (color: Color) => {
    const children = running[color]
    running[color] = []
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        const exited = once(child, 'exit')
        child.kill('SIGTERM')
        const hard = setTimeout(() => child.kill('SIGKILL'), 40_000)
        await exited
        clearTimeout(hard)
      }),
    )
  }
  return {
    async migrate(version) {
      await execute(process.execPath, [programOf(version), 'migrate'], { env })
    },
    async start(color, version) {
      await stop(color)
      heard[color] = ''
      serving[color] = version
      running[color] = options.ports[color].map((port) => launch(color, port))
    },
    async kill(color, copy) {
      const child = running[color][copy]!
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
    async revive(color, copy) {
      running[color][copy] = launch(color, options.ports[color][copy]!)
    },
    stop,
    async gateways(color) {
      return options.ports[color].map((port) => `http://127.0.0.1:${port}`)
    },
    said: (color) => heard[color],
    async [Symbol.asyncDispose]() {
      await Promise.all([stop('blue'), stop('green')])
    },
  }
}
