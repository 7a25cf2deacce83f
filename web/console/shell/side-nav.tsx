import { CircleHelp, PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import type { User } from '../../api-client/types.ts'
import { Mark } from '../../shared/brand/logo.tsx'
import { stored, useStored } from '../../shared/stored.ts'
import { classes } from '../../shared/ui/classes.ts'
import { Keys } from '../../shared/ui/keys.tsx'
import { useT } from '../messages/messages.ts'
import { Connection } from './connection.tsx'
import { NavLinks } from './nav-links.tsx'
import { PersonMenu } from './person-menu.tsx'

const narrow = stored('tokri.console.narrow', false)

/** The navigation beside the page on wide screens; it may be made narrow where the page wants the room. */
export function SideNav({ user, onPalette, onHelp }: { user: User; onPalette: () => void; onHelp: () => void }) {
  const t = useT()
  const small = useStored(narrow)
  const Fold = small ? PanelLeftOpen : PanelLeftClose
  return (
    <header
      className={classes(
        'no-print hidden flex-none flex-col border-r border-line bg-sunk lg:flex',
        small ? 'w-16' : 'w-60',
      )}
    >
      <div className={classes('flex flex-none items-center gap-2 px-3 pt-3 pb-2', small && 'flex-col')}>
        <span className="flex size-10 flex-none items-center justify-center rounded-md bg-deep text-cane">
          <Mark className="size-7" />
        </span>
        {!small && <span className="min-w-0 flex-1 truncate font-extrabold">{t('console.name')}</span>}
        <SmallButton label={t(small ? 'console.widen' : 'console.narrow')} onClick={() => narrow.set(!small)}>
          <Fold className="size-5" aria-hidden="true" />
        </SmallButton>
      </div>
      <div className="flex-none px-3 pb-4">
        <button
          type="button"
          onClick={onPalette}
          aria-label={small ? t('palette.open') : undefined}
          title={small ? t('palette.open') : undefined}
          className={classes(
            'flex min-h-10 w-full items-center gap-2 rounded-md border border-line bg-card text-sm text-ink-2 hover:border-line-strong',
            small ? 'justify-center' : 'px-3',
          )}
        >
          <Search className="size-4.5 flex-none" aria-hidden="true" />
          {!small && (
            <>
              <span className="min-w-0 flex-1 truncate text-left">{t('palette.short')}</span>
              <Keys keys="mod+k" />
            </>
          )}
        </button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-3">
        <NavLinks user={user} small={small} />
      </div>
      <div className={classes('flex flex-none items-center gap-1 border-t border-line p-2', small && 'flex-col')}>
        <PersonMenu user={user} small={small} onHelp={onHelp} />
        <Connection compact />
        <SmallButton label={t('keys.title')} onClick={onHelp}>
          <CircleHelp className="size-5" aria-hidden="true" />
        </SmallButton>
      </div>
    </header>
  )
}

function SmallButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="inline-flex size-9 flex-none items-center justify-center rounded-md text-ink-2 hover:bg-tile hover:text-ink"
    >
      {children}
    </button>
  )
}
