import { en as rider } from '../../rider/messages/en.ts'
import { en as shared } from '../../shared/i18n/en.ts'
import { currentLanguage, type Loaders, makeUseT } from '../../shared/i18n/i18n.tsx'
import { en } from './en.ts'

/** The rider's own parts say a few words of theirs. */
const english = { ...shared, ...rider, ...en }

export const loaders: Loaders = {
  en: async () => english,
  hi: async () => {
    const [sharedHi, riderHi, { hi }] = await Promise.all([
      import('../../shared/i18n/hi.ts'),
      import('../../rider/messages/hi.ts'),
      import('./hi.ts'),
    ])
    return { ...sharedHi.hi, ...riderHi.hi, ...hi }
  },
}

/** The table to begin with: of the language chosen before, so that nothing flashes in another. */
export const firstMessages = () => loaders[currentLanguage()]().catch(() => english)

export const useT = makeUseT<typeof english>()
