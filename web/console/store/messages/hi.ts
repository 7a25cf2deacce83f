import type { TableLike } from '../../../shared/i18n/i18n.tsx'
import type { storeEn } from './en.ts'

export const storeHi: TableLike<typeof storeEn> = {}
