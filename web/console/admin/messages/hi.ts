import type { TableLike } from '../../../shared/i18n/i18n.tsx'
import type { adminEn } from './en.ts'

export const adminHi: TableLike<typeof adminEn> = {}
