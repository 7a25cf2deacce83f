import type { LucideIcon } from 'lucide-react'
import { useEffect, useEffectEvent, useId, useSyncExternalStore } from 'react'

/** Something that a person can have done from the command palette. */
export interface Command {
  id: string
  /** In the language of the person. */
  label: string
  /** Said small beside the label: a customer's name, a status. */
  note?: string
  icon?: LucideIcon
  /** Found by these words too. */
  keywords?: string
  /** A key (`e`) or two in a row (`g o`) that do it without the palette; heard while nobody types. */
  keys?: string
  run: () => void
}

export interface CommandGroup {
  title: string
  commands: readonly Command[]
  /** Higher is further down; what a page offers is 0. */
  level: number
}

let registered: ReadonlyMap<string, CommandGroup> = new Map()
const listeners = new Set<() => void>()

function change(next: ReadonlyMap<string, CommandGroup>): void {
  registered = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** All that can be done now: what the shown page offers first, then the rest. What is of one thing stands together. */
export function commandGroups(): CommandGroup[] {
  const groups = new Map<string, CommandGroup>()
  for (const group of [...registered.values()].sort((a, b) => a.level - b.level)) {
    const known = groups.get(group.title)
    groups.set(group.title, known ? { ...known, commands: [...known.commands, ...group.commands] } : group)
  }
  return [...groups.values()]
}

/**
 * Offers commands while the component is shown: `useCommands(t('orders.title'), [{ id: 'cancel', label, run }])`.
 * The latest `run` is called; the list is read again when ids, labels or keys change.
 */
export function useCommands(title: string, commands: readonly Command[], level = 0): void {
  const owner = useId()
  const shape = JSON.stringify([
    title,
    commands.map(({ id, label, note, keys, keywords }) => [id, label, note, keys, keywords]),
  ])
  const run = useEffectEvent((id: string) => commands.find((command) => command.id === id)?.run())
  const read = useEffectEvent(
    (): CommandGroup => ({
      title,
      level,
      commands: commands.map((command) => ({ ...command, run: () => run(command.id) })),
    }),
  )
  useEffect(() => {
    change(new Map(registered).set(owner, read()))
    return () => {
      const left = new Map(registered)
      left.delete(owner)
      change(left)
    }
  }, [owner, shape])
}

let snapshot: CommandGroup[] = []
let snapshotOf: ReadonlyMap<string, CommandGroup> | null = null

/** The groups of commands, again each time one comes or goes. */
export const useCommandGroups = (): CommandGroup[] =>
  useSyncExternalStore(subscribe, () => {
    if (snapshotOf !== registered) {
      snapshotOf = registered
      snapshot = commandGroups()
    }
    return snapshot
  })
