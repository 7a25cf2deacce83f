import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import type { User } from '../../api-client/types.ts'
import { classes } from '../../shared/ui/classes.ts'
import { Keys } from '../../shared/ui/keys.tsx'
import { Overlay } from '../../shared/ui/overlay.tsx'
import { useSettled } from '../../shared/use-settled.ts'
import { useT } from '../messages/messages.ts'
import { type Command, useCommandGroups } from './commands.ts'
import { fitting } from './fitting.ts'
import { sources, type Target } from './sources.ts'

/** Every page, every deed and every order by typing a few letters of it: Ctrl-K. */
export function CommandPalette({ user, open, onClose }: { user: User; open: boolean; onClose: () => void }) {
  const t = useT()
  return (
    <Overlay open={open} onClose={onClose} label={t('palette.title')} className="mt-[10dvh] w-full max-w-xl">
      <Finder user={user} onClose={onClose} />
    </Overlay>
  )
}

function Finder({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useT()
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  /** Enter was pressed before there was anything: the first that is found is meant. */
  const [hasty, setHasty] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const { groups, searching } = useFound(text.trim(), user)
  const commands = groups.flatMap((group) => group.commands)
  const current = commands[Math.min(at, commands.length - 1)]

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })

  const run = (command: Command) => {
    onClose()
    command.run()
  }
  const runFirst = useEffectEvent(() => {
    setHasty(false)
    if (current) run(current)
  })
  useEffect(() => {
    if (hasty && !searching) runFirst()
  }, [hasty, searching])
  const move = (event: KeyboardEvent) => {
    const last = commands.length - 1
    const next: Record<string, number> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + 8),
      PageUp: Math.max(0, at - 8),
    }
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') {
      event.preventDefault()
      if (current) run(current)
      else setHasty(searching)
    } else if (event.key in next) {
      event.preventDefault()
      setAt(Math.max(0, next[event.key]!))
    }
  }

  return (
    <div className="flex max-h-[75dvh] flex-col">
      <div className="flex flex-none items-center gap-3 border-b border-line px-4">
        <Search className="size-5 flex-none text-ink-3" aria-hidden="true" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to type into it
          autoFocus
          type="text"
          role="combobox"
          aria-label={t('palette.title')}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${commands.indexOf(current)}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          maxLength={80}
          placeholder={t('palette.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
            setHasty(false)
          }}
          onKeyDown={move}
          className="min-h-14 w-full bg-transparent text-base outline-none placeholder:text-ink-3"
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t('palette.results')}
        aria-busy={searching}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2"
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, which no element means
          <div key={group.title} role="group" aria-label={group.title} className="pb-1">
            <div aria-hidden="true" className="px-3 pt-2 pb-1 text-xs font-semibold text-ink-3">
              {group.title}
            </div>
            {group.commands.map((command) => (
              <Row
                key={command.id}
                id={`${id}-${commands.indexOf(command)}`}
                command={command}
                selected={command === current}
                onHover={() => setAt(commands.indexOf(command))}
                onRun={() => run(command)}
              />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className="flex-none px-5 pb-4 text-sm text-ink-2 empty:hidden">
        {commands.length > 0 ? '' : searching ? t('palette.searching') : t('palette.nothing')}
      </p>
    </div>
  )
}

function Row({
  id,
  command: { label, note, icon: Icon, keys },
  selected,
  onHover,
  onRun,
}: {
  id: string
  command: Command
  selected: boolean
  onHover: () => void
  onRun: () => void
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is heard by the field above, as a combobox does
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      onPointerMove={selected ? undefined : onHover}
      onClick={onRun}
      className={classes(
        'flex min-h-11 cursor-pointer items-center gap-3 rounded-md px-3 py-1.5',
        selected && 'bg-brand-soft text-on-brand-soft',
      )}
    >
      {Icon && <Icon className="size-4.5 flex-none opacity-75" aria-hidden="true" />}
      <span className="min-w-0 flex-1 truncate font-medium">{label}</span>
      {note && <span className="max-w-[45%] truncate text-sm text-ink-2">{note}</span>}
      {keys && <Keys keys={keys} />}
    </div>
  )
}

interface FoundGroup {
  title: string
  commands: readonly Command[]
}

/** What is known here at once, and what the API finds a moment later. */
function useFound(text: string, user: User): { groups: FoundGroup[]; searching: boolean } {
  const t = useT()
  const navigate = useNavigate()
  const offered = useCommandGroups()
  const asked = useDeferredValue(text)
  const settled = useSettled(asked, 180)
  const go = ({ to, search }: Target) => void navigate({ to, search })
  const open = sources.filter(
    (source) => source.accepts(settled) && source.roles.some((role) => user.roles.includes(role)),
  )
  const found = useQuery({
    queryKey: ['palette', settled],
    enabled: settled !== '' && open.length > 0,
    staleTime: 10_000,
    retry: false,
    queryFn: async ({ signal }) => {
      // One source that fails leaves the others.
      const answers = await Promise.allSettled(open.map((source) => source.search(settled, go, signal)))
      return answers.flatMap((answer, index): { title: (typeof open)[number]['title']; commands: Command[] }[] =>
        answer.status === 'fulfilled' && answer.value.length > 0
          ? [{ title: open[index]!.title, commands: answer.value }]
          : [],
      )
    },
  })

  const here = offered
    .map(({ title, commands }) => ({ title, commands: fitting(commands, text) }))
    .filter(({ commands }) => commands.length > 0)
  const there = text === settled && text !== '' ? (found.data ?? []) : []
  return {
    groups: [...here, ...there.map(({ title, commands }) => ({ title: t(title), commands }))],
    searching: text !== settled || found.isFetching,
  }
}
