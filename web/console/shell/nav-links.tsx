import { Link } from '@tanstack/react-router'
import type { User } from '../../api-client/types.ts'
import { classes } from '../../shared/ui/classes.ts'
import { useT } from '../messages/messages.ts'
import { groups, mayOpen, sections } from '../sections.ts'

/** The pages that a person may open, by group. */
export function NavLinks({ user, small = false, onGo }: { user: User; small?: boolean; onGo?: () => void }) {
  const t = useT()
  return (
    <nav aria-label={t('console.nav')} className="flex flex-col gap-3">
      {groups.map((group) => {
        const shown = sections[group].filter((section) => mayOpen(section, user.roles))
        if (shown.length === 0) return null
        return (
          <section key={group} aria-label={t(`group.${group}`)}>
            <div
              aria-hidden="true"
              className={classes('px-2.5 pb-1 text-xs font-semibold text-ink-3', small && 'sr-only')}
            >
              {t(`group.${group}`)}
            </div>
            <ul className={classes('flex flex-col gap-0.5', small && 'border-t border-line pt-2')}>
              {shown.map(({ to, label, icon: Icon }) => (
                <li key={to}>
                  <Link
                    to={to}
                    onClick={onGo}
                    aria-label={small ? t(label) : undefined}
                    title={small ? t(label) : undefined}
                    activeOptions={{ exact: to === '/', includeSearch: false }}
                    activeProps={{
                      className: 'bg-brand-soft text-on-brand-soft font-semibold',
                      'aria-current': 'page',
                    }}
                    inactiveProps={{ className: 'text-ink hover:bg-tile' }}
                    className={classes(
                      'flex min-h-10 items-center gap-2.5 rounded-md text-sm max-lg:min-h-12 max-lg:text-base',
                      small ? 'justify-center' : 'px-2.5',
                    )}
                  >
                    <Icon className="size-4.5 flex-none opacity-80" aria-hidden="true" />
                    {!small && <span className="min-w-0 flex-1">{t(label)}</span>}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </nav>
  )
}
