import { feesHi } from '../../shared/i18n/fees-hi.ts'
import { toolsHi } from '../../shared/i18n/tools-hi.ts'
import { adminHi } from '../admin/messages/hi.ts'
import { analyticsHi } from '../analytics/messages/hi.ts'
import { campaignsHi } from '../merchandising/messages/campaigns-hi.ts'
import { merchandisingHi } from '../merchandising/messages/hi.ts'
import { operationsHi } from '../operations/messages/hi.ts'
import { lostHi } from '../operations/messages/lost-hi.ts'
import { reachHi } from '../operations/messages/reach-hi.ts'
import { cashHi } from '../store/messages/cash-hi.ts'
import { storeHi } from '../store/messages/hi.ts'
import { hi } from './hi.ts'
import { refusalsHi } from './refusals-hi.ts'

export const staffHi = {
  ...toolsHi,
  ...feesHi,
  ...hi,
  ...operationsHi,
  ...lostHi,
  ...reachHi,
  ...storeHi,
  ...cashHi,
  ...merchandisingHi,
  ...campaignsHi,
  ...analyticsHi,
  ...adminHi,
  ...refusalsHi,
}
