import { en as shared } from '../../shared/i18n/en.ts'
import { currentLanguage, type Loaders, makeUseT } from '../../shared/i18n/i18n.tsx'
import { adminEn } from '../admin/messages/en.ts'
import { analyticsEn } from '../analytics/messages/en.ts'
import { campaignsEn } from '../merchandising/messages/campaigns-en.ts'
import { merchandisingEn } from '../merchandising/messages/en.ts'
import { operationsEn } from '../operations/messages/en.ts'
import { cashEn } from '../store/messages/cash-en.ts'
import { storeEn } from '../store/messages/en.ts'
import { en } from './en.ts'

const english = {
  ...shared,
  ...en,
  ...operationsEn,
  ...storeEn,
  ...cashEn,
  ...merchandisingEn,
  ...campaignsEn,
  ...analyticsEn,
  ...adminEn,
}
export type MessageKey = Extract<keyof typeof english, string>

export const loaders: Loaders = {
  en: async () => english,
  hi: async () => (await import('./all-hi.ts')).hindi,
}

/** The table to begin with: of the language chosen before, so that nothing flashes in another. */
export const firstMessages = () => loaders[currentLanguage()]().catch(() => english)

export const useT = makeUseT<typeof english>()
