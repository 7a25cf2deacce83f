import { feesEn } from '../../shared/i18n/fees-en.ts'
import { toolsEn } from '../../shared/i18n/tools-en.ts'
import { adminEn } from '../admin/messages/en.ts'
import { analyticsEn } from '../analytics/messages/en.ts'
import { campaignsEn } from '../merchandising/messages/campaigns-en.ts'
import { merchandisingEn } from '../merchandising/messages/en.ts'
import { operationsEn } from '../operations/messages/en.ts'
import { lostEn } from '../operations/messages/lost-en.ts'
import { reachEn } from '../operations/messages/reach-en.ts'
import { cashEn } from '../store/messages/cash-en.ts'
import { storeEn } from '../store/messages/en.ts'
import { en } from './en.ts'
import { refusalsEn } from './refusals-en.ts'

/** All that the console says to who is logged in. Staff say some things otherwise than the tools that all apps share. */
export const staffEn = {
  ...toolsEn,
  ...feesEn,
  ...en,
  ...operationsEn,
  ...lostEn,
  ...reachEn,
  ...storeEn,
  ...cashEn,
  ...merchandisingEn,
  ...campaignsEn,
  ...analyticsEn,
  ...adminEn,
  ...refusalsEn,
}
