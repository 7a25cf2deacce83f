import type { TableLike } from '../../../shared/i18n/i18n.tsx'
import type { operationsEn } from './en.ts'

export const operationsHi: TableLike<typeof operationsEn> = {}
