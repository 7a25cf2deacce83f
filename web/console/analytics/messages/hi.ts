import type { TableLike } from '../../../shared/i18n/i18n.tsx'
import type { analyticsEn } from './en.ts'

export const analyticsHi: TableLike<typeof analyticsEn> = {}
