import type { TableLike } from '../../../shared/i18n/i18n.tsx'
import type { merchandisingEn } from './en.ts'

export const merchandisingHi: TableLike<typeof merchandisingEn> = {}
