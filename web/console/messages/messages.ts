import { firstEn } from '../../shared/i18n/first-en.ts'
import { makeUseT } from '../../shared/i18n/i18n.tsx'
import { messageParts } from '../../shared/i18n/parts.ts'
import { loginEn } from './login-en.ts'
import type { staffEn } from './staff-en.ts'

/** The login page has its own few messages; all others come with the frame that stands around every page of staff. */
export const { loaders, firstMessages, withMessages } = messageParts({
  english: { ...firstEn, ...loginEn },
  firstHindi: async () => {
    const [shared, own] = await Promise.all([import('../../shared/i18n/start-hi.ts'), import('./login-hi.ts')])
    return { ...shared.startHi, ...own.loginHi }
  },
  parts: {
    staff: {
      en: () => import('./staff-en.ts').then(({ staffEn }) => staffEn),
      // With what only staff are refused: like the shared table of refusals it has no English one beside it.
      hi: async () => {
        const [{ staffHi }, { staffProblemsHi }] = await Promise.all([
          import('./staff-hi.ts'),
          import('./problems-hi.ts'),
        ])
        return { ...staffHi, ...staffProblemsHi }
      },
    },
  },
})

type English = typeof firstEn & typeof loginEn & typeof staffEn
export type MessageKey = Extract<keyof English, string>
export const useT = makeUseT<English>()
