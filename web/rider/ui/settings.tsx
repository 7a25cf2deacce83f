import { setLanguage, useLanguage } from '../../shared/i18n/i18n.tsx'
import { type ThemeChoice, useThemeChoice } from '../../shared/theme.ts'
import { classes } from '../../shared/ui/classes.ts'
import { useT } from '../messages/messages.ts'

/** A few choices side by side, each as large as a thumb. */
export function Segments<V extends string>({
  label,
  value,
  options,
  onChange,
  labelHidden = false,
}: {
  label: string
  value: V
  options: readonly { value: V; label: string; lang?: string }[]
  onChange: (value: V) => void
  labelHidden?: boolean
}) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className={labelHidden ? 'sr-only' : 'mb-1.5 text-lg font-semibold'}>{label}</legend>
      <div className="flex flex-wrap gap-2">
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            lang={option.lang}
            aria-pressed={value === option.value}
            onClick={() => onChange(option.value)}
            className={classes(
              'min-h-14 flex-1 rounded-lg border-2 px-3 text-lg font-semibold',
              value === option.value
                ? 'border-brand bg-brand-soft text-on-brand-soft'
                : 'border-line bg-card text-ink hover:border-line-strong',
            )}
          >
            {option.label}
          </button>
        ))}
      </div>
    </fieldset>
  )
}

export function LanguageChoice() {
  const t = useT()
  return (
    <Segments
      label={t('common.language')}
      labelHidden
      value={useLanguage()}
      onChange={setLanguage}
      options={[
        { value: 'en', label: 'English', lang: 'en' },
        { value: 'hi', label: 'हिन्दी', lang: 'hi' },
      ]}
    />
  )
}

export function ThemeChoiceOf() {
  const t = useT()
  const [theme, setTheme] = useThemeChoice()
  return (
    <Segments<ThemeChoice>
      label={t('common.theme')}
      value={theme}
      onChange={setTheme}
      options={[
        { value: 'system', label: t('theme.system') },
        { value: 'light', label: t('theme.light') },
        { value: 'dark', label: t('theme.dark') },
      ]}
    />
  )
}
