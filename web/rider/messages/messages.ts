import { firstEn } from '../../shared/i18n/first-en.ts'
import { makeUseT } from '../../shared/i18n/i18n.tsx'
import { messageParts } from '../../shared/i18n/parts.ts'
import type { toolsEn } from '../../shared/i18n/tools-en.ts'
import { en } from './en.ts'
import type { restEn } from './rest-en.ts'
import type { roadEn } from './road-en.ts'

/** What pages other than the first say comes with them, each kilobyte being sent to a phone on a bike. */
export const { loaders, firstMessages, withMessages } = messageParts({
  english: { ...firstEn, ...en },
  firstHindi: async () => {
    const [shared, own] = await Promise.all([import('../../shared/i18n/start-hi.ts'), import('./hi.ts')])
    return { ...shared.startHi, ...own.hi }
  },
  parts: {
    road: {
      en: () => import('./road-en.ts').then(({ roadEn }) => roadEn),
      hi: () => import('./road-hi.ts').then(({ roadHi }) => roadHi),
    },
    rest: {
      en: () => import('./rest-en.ts').then(({ restEn }) => restEn),
      hi: () => import('./rest-hi.ts').then(({ restHi }) => restHi),
    },
    tools: {
      en: () => import('../../shared/i18n/tools-en.ts').then(({ toolsEn }) => toolsEn),
      hi: () => import('../../shared/i18n/tools-hi.ts').then(({ toolsHi }) => toolsHi),
    },
  },
})

type English = typeof firstEn & typeof toolsEn & typeof en & typeof roadEn & typeof restEn
export const useT = makeUseT<English>()
