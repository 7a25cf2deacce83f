import { en as shared } from '../../shared/i18n/en.ts'
import { currentLanguage, type Loaders, makeUseT } from '../../shared/i18n/i18n.tsx'
import { en } from './en.ts'
import { orderEn } from './order-en.ts'
import { shopEn } from './shop-en.ts'

const english = { ...shared, ...en, ...shopEn, ...orderEn }

export const loaders: Loaders = {
  en: async () => english,
  hi: async () => {
    const [sharedHi, hi, shop, order] = await Promise.all([
      import('../../shared/i18n/hi.ts'),
      import('./hi.ts'),
      import('./shop-hi.ts'),
      import('./order-hi.ts'),
    ])
    return { ...sharedHi.hi, ...hi.hi, ...shop.shopHi, ...order.orderHi }
  },
}

/** The table to begin with: of the language chosen before, so that nothing flashes in another. */
export const firstMessages = () => loaders[currentLanguage()]().catch(() => english)

export const useT = makeUseT<typeof english>()
