import { firstEn } from '../../shared/i18n/first-en.ts'
import { makeUseT } from '../../shared/i18n/i18n.tsx'
import { type Load, messageParts } from '../../shared/i18n/parts.ts'
import type { toolsEn } from '../../shared/i18n/tools-en.ts'
import type { accountEn } from './account-en.ts'
import type { careEn } from './care-en.ts'
import type { cartEn } from './cart-en.ts'
import { en } from './en.ts'
import type { orderEn } from './order-en.ts'
import type { personEn } from './person-en.ts'
import type { shopEn } from './shop-en.ts'

/** What pages and dialogs other than the first say. Each comes with the page that needs it. */
const parts = {
  shop: {
    en: () => import('./shop-en.ts').then(({ shopEn }) => shopEn),
    hi: () => import('./shop-hi.ts').then(({ shopHi }) => shopHi),
  },
  cart: {
    en: () => import('./cart-en.ts').then(({ cartEn }) => cartEn),
    hi: () => import('./cart-hi.ts').then(({ cartHi }) => cartHi),
  },
  fees: {
    en: () => import('../../shared/i18n/fees-en.ts').then(({ feesEn }) => feesEn),
    hi: () => import('../../shared/i18n/fees-hi.ts').then(({ feesHi }) => feesHi),
  },
  person: {
    en: () => import('./person-en.ts').then(({ personEn }) => personEn),
    hi: () => import('./person-hi.ts').then(({ personHi }) => personHi),
  },
  order: {
    en: () => import('./order-en.ts').then(({ orderEn }) => orderEn),
    hi: () => import('./order-hi.ts').then(({ orderHi }) => orderHi),
  },
  care: {
    en: () => import('./care-en.ts').then(({ careEn }) => careEn),
    hi: () => import('./care-hi.ts').then(({ careHi }) => careHi),
  },
  account: {
    en: () => import('./account-en.ts').then(({ accountEn }) => accountEn),
    hi: () => import('./account-hi.ts').then(({ accountHi }) => accountHi),
  },
  tools: {
    en: () => import('../../shared/i18n/tools-en.ts').then(({ toolsEn }) => toolsEn),
    hi: () => import('../../shared/i18n/tools-hi.ts').then(({ toolsHi }) => toolsHi),
  },
} as const satisfies Record<string, Record<'en' | 'hi', Load>>

export type Part = keyof typeof parts

const firstHindi: Load = async () => {
  const [shared, own] = await Promise.all([import('../../shared/i18n/start-hi.ts'), import('./hi.ts')])
  return { ...shared.startHi, ...own.hi }
}

export const { loaders, firstMessages, withMessages } = messageParts<Part>({
  english: { ...firstEn, ...en },
  firstHindi,
  parts,
})

type English = typeof firstEn &
  typeof toolsEn &
  typeof en &
  typeof shopEn &
  typeof cartEn &
  typeof personEn &
  typeof orderEn &
  typeof careEn &
  typeof accountEn
export const useT = makeUseT<English>()
