import { Ellipsis } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { classes } from './classes.ts'
import { Popover, type PopoverPlace, type TriggerProps } from './popover.tsx'

export interface MenuItem {
  id: string
  label: string
  icon?: ReactNode
  danger?: boolean
  /** Why it cannot be done now, said beside it: shown and not hidden, so that people learn that it exists. */
  refused?: string
  onSelect: () => void
}

/** Deeds behind a button, walked with the arrow keys. Without a trigger of its own it is three dots. */
export function Menu({
  label,
  items,
  trigger,
  place = 'bottom-end',
}: {
  label: string
  items: readonly MenuItem[]
  trigger?: (props: TriggerProps) => ReactNode
  place?: PopoverPlace
}) {
  return (
    <Popover
      label={label}
      role="menu"
      place={place}
      trigger={
        trigger ??
        ((props) => (
          <IconButton label={label} {...props}>
            <Ellipsis className="size-5" aria-hidden="true" />
          </IconButton>
        ))
      }
    >
      {(close) => (
        <div role="none" className="flex min-w-52 flex-col p-1.5" onKeyDown={walk}>
          {items.map(({ id, label: name, icon, danger, refused, onSelect }) => (
            <button
              key={id}
              type="button"
              role="menuitem"
              aria-disabled={refused ? true : undefined}
              onClick={() => {
                if (refused) return
                close()
                onSelect()
              }}
              className={classes(
                'flex min-h-10 items-center gap-2.5 rounded-sm px-3 py-1.5 text-left text-sm font-medium hover:bg-sunk focus:bg-sunk',
                danger && 'text-bad',
                refused && 'cursor-not-allowed text-ink-3',
              )}
            >
              {icon}
              <span className="min-w-0 flex-1">
                {name}
                {refused && <span className="block text-xs font-normal">{refused}</span>}
              </span>
            </button>
          ))}
        </div>
      )}
    </Popover>
  )
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')]
  const at = items.indexOf(document.activeElement as HTMLElement)
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }
  if (!(event.key in steps)) return
  event.preventDefault()
  items[(steps[event.key]! + items.length) % items.length]?.focus()
}
