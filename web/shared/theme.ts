import { useSyncExternalStore } from 'react'
import { stored, useStored } from './stored.ts'

export const themeChoices = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof themeChoices)[number]

const choice = stored<ThemeChoice>('tokri.theme', 'system')
const systemDark = window.matchMedia('(prefers-color-scheme: dark)')

function apply(): void {
  const chosen = choice.get()
  if (chosen === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = chosen
}
choice.subscribe(apply)
apply()

export const useThemeChoice = (): [ThemeChoice, (next: ThemeChoice) => void] => [useStored(choice), choice.set]

/** The theme that is shown, for what CSS does not reach: the map. */
export function useTheme(): 'light' | 'dark' {
  const chosen = useStored(choice)
  const dark = useSyncExternalStore(
    (listener) => {
      systemDark.addEventListener('change', listener)
      return () => systemDark.removeEventListener('change', listener)
    },
    () => systemDark.matches,
  )
  if (chosen !== 'system') return chosen
  return dark ? 'dark' : 'light'
}
