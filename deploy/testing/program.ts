import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const parts = ['bin', 'contracts', 'kit', 'engines', 'services', 'city', 'sandbox', 'package.json']

export interface Program extends AsyncDisposable {
  /** Its folder. */
  readonly root: string
  /** What node is to run. */
  readonly main: string
}

/** The program as it is here. */
export const thisProgram: Program = { root, main: join(root, 'bin/tokri.ts'), async [Symbol.asyncDispose]() {} }

/** Another version of the program: a copy in which some files are others. */
export async function changedProgram(change: {
  /** What it is a copy of: this one, unless told. */
  of?: Program
  /** New files by path, such as a migration. */
  add?: Record<string, string>
  /** What to write instead of a piece of a file, which has to be there. */
  replace?: { file: string; old: string; by: string }[]
}): Promise<Program> {
  const { root: from } = change.of ?? thisProgram
  const home = await mkdtemp(join(tmpdir(), 'tokri-version-'))
  await Promise.all(parts.map((part) => cp(join(from, part), join(home, part), { recursive: true })))
  await symlink(join(root, 'node_modules'), join(home, 'node_modules'))
  await cp(join(root, 'web', 'dist'), join(home, 'web', 'dist'), { recursive: true }).catch(() => {})
  for (const [file, text] of Object.entries(change.add ?? {})) await writeFile(join(home, file), text)
  for (const { file, old, by } of change.replace ?? []) {
    const text = await readFile(join(home, file), 'utf8')
    if (!text.includes(old)) throw new Error(`${file} does not have: ${old}`)
    await writeFile(join(home, file), text.replace(old, by))
  }
  return {
    root: home,
    main: join(home, 'bin/tokri.ts'),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}
