import { ChevronsUpDown, Keyboard, LogOut } from 'lucide-react'
import { logout } from '../../api-client/account.ts'
import type { Language, User } from '../../api-client/types.ts'
import { languages, setLanguage, useLanguage } from '../../shared/i18n/i18n.tsx'
import { type ThemeChoice, themeChoices, useThemeChoice } from '../../shared/theme.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { Select } from '../../shared/ui/field.tsx'
import { Popover } from '../../shared/ui/popover.tsx'
import { useT } from '../messages/messages.ts'

/** Who is logged in; behind it language, theme and the way out. */
export function PersonMenu({ user, small, onHelp }: { user: User; small: boolean; onHelp: () => void }) {
  const t = useT()
  const roleName = useRoleName(user)
  return (
    <Popover
      label={t('console.person', { name: user.name })}
      place="top-start"
      trigger={(props) => (
        <button
          type="button"
          {...props}
          aria-label={small ? t('console.person', { name: user.name }) : undefined}
          className={classes(
            'flex min-h-11 min-w-0 items-center gap-2 rounded-md px-1 text-left hover:bg-tile',
            !small && 'flex-1',
          )}
        >
          <Initial name={user.name} />
          {!small && (
            <>
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm leading-tight font-semibold">{user.name}</span>
                <span className="block truncate text-xs leading-tight text-ink-2">{roleName}</span>
              </span>
              <ChevronsUpDown className="size-4 flex-none text-ink-3" aria-hidden="true" />
            </>
          )}
        </button>
      )}
    >
      {(close) => (
        <div className="w-64 p-4">
          <PersonSettings
            user={user}
            onHelp={() => {
              close()
              onHelp()
            }}
          />
        </div>
      )}
    </Popover>
  )
}

export function PersonSettings({ user, onHelp }: { user: User; onHelp: () => void }) {
  const t = useT()
  const language = useLanguage()
  const [theme, setTheme] = useThemeChoice()
  const roleName = useRoleName(user)
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-2.5">
        <Initial name={user.name} />
        <div className="min-w-0">
          <p className="truncate font-semibold">{user.name}</p>
          <p className="truncate text-sm text-ink-2">{roleName}</p>
        </div>
      </div>
      <Select
        label={t('common.language')}
        value={language}
        onChange={(value) => setLanguage(value as Language)}
        options={languages}
      />
      <Select
        label={t('common.theme')}
        value={theme}
        onChange={(value) => setTheme(value as ThemeChoice)}
        options={themeChoices.map((value) => ({ value, label: t(`theme.${value}`) }))}
      />
      <Button look="quiet" size="s" className="justify-start max-lg:hidden" onClick={onHelp}>
        <Keyboard className="size-4.5" aria-hidden="true" />
        {t('keys.title')}
      </Button>
      <Button look="outline" size="s" onClick={() => void logout()}>
        <LogOut className="size-4.5" aria-hidden="true" />
        {t('console.logout')}
      </Button>
    </div>
  )
}

function useRoleName(user: User): string {
  const t = useT()
  const role = (['admin', 'manager', 'support', 'picker'] as const).find((each) => user.roles.includes(each))
  return role ? t(`role.${role}`) : ''
}

const Initial = ({ name }: { name: string }) => (
  <span
    aria-hidden="true"
    className="flex size-8 flex-none items-center justify-center rounded-full bg-brand-soft text-sm font-bold text-on-brand-soft"
  >
    {[...name.trim()][0]?.toLocaleUpperCase() ?? '?'}
  </span>
)
