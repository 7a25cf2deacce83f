import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react'
import type { Language } from '../api-client/types.ts'
import { Wordmark } from '../shared/brand/logo.tsx'
import { languages, setLanguage, useLanguage } from '../shared/i18n/i18n.tsx'
import { type ThemeChoice, themeChoices, useThemeChoice } from '../shared/theme.ts'
import { Switch } from '../shared/ui/choice.tsx'
import { Select } from '../shared/ui/field.tsx'
import { useT } from './messages/messages.ts'
import { Codes } from './parts/codes.tsx'
import { Buttons, Choices, Fields, FormSample } from './parts/controls.tsx'
import { Feedback, States } from './parts/feedback.tsx'
import { ForRiders } from './parts/for-riders.tsx'
import { Colours, Formats, Type } from './parts/foundations.tsx'
import { Maps } from './parts/maps.tsx'
import { Overlays } from './parts/overlays.tsx'
import { Figures, Goods, TableSample } from './parts/things.tsx'
import { Icons, Space } from './parts/tokens.tsx'

const parts = {
  colours: Colours,
  type: Type,
  space: Space,
  icons: Icons,
  formats: Formats,
  buttons: Buttons,
  fields: Fields,
  choices: Choices,
  form: FormSample,
  feedback: Feedback,
  states: States,
  overlays: Overlays,
  table: TableSample,
  figures: Figures,
  shop: Goods,
  codes: Codes,
  map: Maps,
  rider: ForRiders,
} as const satisfies Record<string, ComponentType>

type Part = keyof typeof parts
const names = Object.keys(parts) as Part[]

const LiveRiders = lazy(() => import('./parts/live-riders.tsx').then((module) => ({ default: module.LiveRiders })))
const riders = Number(new URLSearchParams(window.location.search).get('riders'))

/** Each component of the design system in each of its states, in both themes and languages and with large text. */
export function DesignPage() {
  const t = useT()
  const language = useLanguage()
  const [theme, setTheme] = useThemeChoice()
  const [large, setLarge] = useState(false)
  useEffect(() => {
    document.documentElement.style.fontSize = large ? '200%' : ''
  }, [large])

  if (riders > 0) {
    return (
      <Suspense>
        <LiveRiders count={Math.min(1_000, riders)} />
      </Suspense>
    )
  }
  return (
    <div className="pb-16">
      <title>{t('design.title')}</title>
      <header>
        <div className="weave bg-deep text-on-deep">
          <div className="page flex flex-col gap-4 py-8">
            <Wordmark className="h-9 self-start text-cane" />
            <h1 className="text-2xl font-extrabold">{t('design.title')}</h1>
            <p className="max-w-2xl text-on-deep-2">{t('design.lead')}</p>
          </div>
        </div>
        <div className="page flex flex-wrap items-end gap-4 py-4">
          <Select
            label={t('common.theme')}
            value={theme}
            onChange={(value) => setTheme(value as ThemeChoice)}
            options={themeChoices.map((value) => ({ value, label: t(`theme.${value}`) }))}
          />
          <Select
            label={t('common.language')}
            value={language}
            onChange={(value) => setLanguage(value as Language)}
            options={languages}
          />
          <div className="flex min-h-10 items-center gap-3 text-sm font-semibold">
            <Switch label={t('design.large')} checked={large} onChange={setLarge} />
            {t('design.large')}
          </div>
        </div>
      </header>
      <nav aria-label={t('design.contents')} className="page flex flex-wrap gap-x-4 gap-y-1 pb-4">
        {names.map((name) => (
          <a
            key={name}
            href={`#${name}`}
            className="inline-flex min-h-8 items-center text-sm font-semibold text-brand underline"
          >
            {t(`part.${name}`)}
          </a>
        ))}
      </nav>
      <main className="page flex flex-col gap-6">
        {names.map((name) => {
          const Sample = parts[name]
          return (
            <section
              key={name}
              id={name}
              aria-labelledby={`${name}-title`}
              className="scroll-mt-4 rounded-lg border border-line bg-paper p-4 md:p-6"
            >
              <h2 id={`${name}-title`} className="pb-4 text-lg font-extrabold">
                {t(`part.${name}`)}
              </h2>
              <Sample />
            </section>
          )
        })}
      </main>
    </div>
  )
}
