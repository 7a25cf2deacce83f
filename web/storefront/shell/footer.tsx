import { Wordmark } from '../../shared/brand/logo.tsx'
import { setLanguage, useLanguage } from '../../shared/i18n/i18n.tsx'
import { type ThemeChoice, useThemeChoice } from '../../shared/theme.ts'
import { Select } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'

export function Footer() {
  const t = useT()
  const language = useLanguage()
  const [theme, setTheme] = useThemeChoice()
  return (
    <footer className="no-print weave mt-auto bg-deep text-on-deep">
      <div className="page flex flex-wrap items-end justify-between gap-6 py-10 max-md:pb-28">
        <div className="max-w-md">
          <Wordmark className="h-9 text-cane" />
          <p className="mt-3 text-sm text-on-deep-2">{t('footer.about')}</p>
        </div>
        <div className="flex gap-4">
          <Select
            label={t('common.language')}
            value={language}
            onChange={(value) => setLanguage(value === 'hi' ? 'hi' : 'en')}
            options={[
              { value: 'en', label: 'English' },
              { value: 'hi', label: 'हिन्दी' },
            ]}
          />
          <Select
            label={t('common.theme')}
            value={theme}
            onChange={(value) => setTheme(value as ThemeChoice)}
            options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
          />
        </div>
      </div>
    </footer>
  )
}
