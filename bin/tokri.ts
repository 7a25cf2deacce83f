import { parseArgs } from 'node:util'
import { Problem } from '../contracts/problem.ts'
import { SqlError } from '../engines/sql/index.ts'
import { ConfigError } from '../kit/config.ts'
import type { Command } from './commands/command.ts'

const commands: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./commands/start.ts')).start,
  serve: async () => (await import('./commands/serve.ts')).serve,
  migrate: async () => (await import('./commands/migrate.ts')).migrate,
  seed: async () => (await import('./commands/seed.ts')).seedCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  simulate: async () => (await import('./commands/simulate.ts')).simulateCommand,
  events: async () => (await import('./commands/events.ts')).events,
  keys: async () => (await import('./commands/keys.ts')).keys,
  sandbox: async () => (await import('./commands/sandbox.ts')).sandbox,
  openapi: async () => (await import('./commands/openapi.ts')).openapi,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
}

async function help(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(commands).map(
      async ([name, load]) =>
        `  tokri ${`${name} ${(await load()).usage}`.trim().padEnd(38)} ${(await load()).summary}`,
    ),
  )
  return `Tokri: groceries at the door in ten minutes.\n\n${lines.join('\n')}\n\n  tokri COMMAND --help tells more of each.\n`
}

/** What a person reads when it did not work: a sentence where we know what it is, the whole story where we do not. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof SqlError || error instanceof Problem) return error.message
  const { code, port, syscall, path } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Choose another one with PORT (the stand-ins take the one after it).`
  if (code === 'EACCES' && syscall === 'listen')
    return `Port ${port} may not be opened by this user. Choose another one with PORT.`
  if (syscall === 'mkdir') return `The folder ${path} cannot be made (${code}). Choose another one with TOKRI_HOME.`
  if (code?.startsWith('ERR_PARSE_ARGS')) return (error as Error).message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

async function main(): Promise<number> {
  const [name = '', ...args] = process.argv.slice(2)
  if (name === '' || name === 'help' || name === '--help') {
    process.stdout.write(await help())
    return name === '' ? 2 : 0
  }
  const load = commands[name]
  if (!load) {
    process.stderr.write(`There is no command "${name}".\n\n${await help()}`)
    return 2
  }
  const command = await load()
  const { values, positionals } = parseArgs({
    args,
    options: { ...command.options, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  })
  if (values.help) {
    process.stdout.write(
      `tokri ${name} ${command.usage}\n\n${command.summary}\n${command.details ? `\n${command.details}\n` : ''}`,
    )
    return 0
  }
  return command.run({ values, positionals })
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${explain(error)}\n`)
    process.exit(1)
  },
)
