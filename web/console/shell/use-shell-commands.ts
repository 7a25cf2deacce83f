import { useNavigate } from '@tanstack/react-router'
import { Keyboard, Languages, LogOut, Moon, Sun } from 'lucide-react'
import { logout } from '../../api-client/account.ts'
import type { User } from '../../api-client/types.ts'
import { languages, setLanguage, useLanguage } from '../../shared/i18n/i18n.tsx'
import { useTheme, useThemeChoice } from '../../shared/theme.ts'
import { useT } from '../messages/messages.ts'
import { useCommands } from '../palette/commands.ts'
import { groups, mayOpen, sections } from '../sections.ts'

/** What can be done from everywhere: go to a page, change language and theme, see the keys, log out. */
export function useShellCommands({ user, openHelp }: { user: User; openHelp: () => void }): void {
  const t = useT()
  const navigate = useNavigate()
  const theme = useTheme()
  const [, setTheme] = useThemeChoice()
  const language = useLanguage()
  const other = languages.find(({ value }) => value !== language)

  useCommands(
    t('palette.settings'),
    [
      {
        id: 'theme',
        label: t(theme === 'dark' ? 'palette.light' : 'palette.dark'),
        keywords: t('common.theme'),
        icon: theme === 'dark' ? Sun : Moon,
        run: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
      },
      ...(other
        ? [
            {
              id: 'language',
              label: other.label,
              keywords: t('common.language'),
              icon: Languages,
              run: () => setLanguage(other.value),
            },
          ]
        : []),
      { id: 'keys', label: t('keys.title'), icon: Keyboard, run: openHelp },
      { id: 'logout', label: t('console.logout'), icon: LogOut, run: () => void logout() },
    ],
    2,
  )

  useCommands(
    t('palette.pages'),
    groups.flatMap((group) =>
      sections[group]
        .filter((section) => mayOpen(section, user.roles))
        .map(({ to, label, icon, key, keywords }) => ({
          id: `go ${to}`,
          label: t(label),
          note: t(`group.${group}`),
          keywords: keywords && t(keywords),
          icon,
          keys: key && `g ${key}`,
          run: () => void navigate({ to }),
        })),
    ),
    1,
  )
}
