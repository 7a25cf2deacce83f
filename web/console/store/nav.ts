import { Banknote, Boxes, ChartNoAxesColumn, Handshake, ScanBarcode, Store } from 'lucide-react'
import type { Section } from '../sections.ts'

export const storeSections: readonly Section[] = [
  { to: '/picking', label: 'picking.title', key: 'p', icon: ScanBarcode, roles: ['picker', 'manager', 'admin'] },
  { to: '/handover', label: 'handover.title', key: 'h', icon: Handshake, roles: ['picker', 'manager', 'admin'] },
  {
    to: '/stock',
    label: 'stock.title',
    key: 's',
    icon: Boxes,
    roles: ['picker', 'manager', 'support', 'admin'],
    parts: { receive: ['manager', 'admin'] },
  },
  { to: '/store', label: 'settings.title', key: 'e', icon: Store, roles: ['manager', 'admin'] },
  { to: '/store-cash', label: 'cash.title', key: 'c', icon: Banknote, roles: ['manager', 'support', 'admin'] },
  {
    to: '/store-today',
    label: 'today.title',
    key: 't',
    icon: ChartNoAxesColumn,
    roles: ['manager', 'support', 'admin'],
  },
]
