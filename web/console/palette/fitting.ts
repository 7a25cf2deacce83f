import type { Command } from './commands.ts'

/**
 * Commands that a text means: each of its words begins one of theirs. What is called so comes before what is only
 * described so, in the order that they were in.
 */
export function fitting<C extends Pick<Command, 'label' | 'keywords' | 'note'>>(
  commands: readonly C[],
  text: string,
): C[] {
  const wanted = wordsOf(text)
  const begun = (of: string) => {
    const words = wordsOf(of)
    return wanted.every((each) => words.some((word) => word.startsWith(each)))
  }
  const called = commands.filter(({ label }) => begun(label))
  const described = commands.filter(
    (command) => !called.includes(command) && begun(`${command.label} ${command.keywords ?? ''} ${command.note ?? ''}`),
  )
  return [...called, ...described]
}

const wordsOf = (text: string): string[] =>
  text
    .toLocaleLowerCase()
    .split(/[\s,:()-]+/)
    .filter(Boolean)
