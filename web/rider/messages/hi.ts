import type { TableLike } from '../../shared/i18n/i18n.tsx'
import type { en } from './en.ts'

export const hi: TableLike<typeof en> = {
  'rider.title': 'टोकरी राइडर',
}
