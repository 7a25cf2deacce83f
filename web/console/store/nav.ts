import { Banknote, Boxes, ChartNoAxesColumn, Handshake, ScanBarcode, Store } from 'lucide-react'
import type { Section } from '../sections.ts'

export const storeSections: readonly Section[] = [
  { to: '/picking', label: 'picking.title', icon: ScanBarcode, roles: ['picker', 'manager', 'admin'] },
  { to: '/handover', label: 'handover.title', icon: Handshake, roles: ['picker', 'manager', 'admin'] },
  { to: '/stock', label: 'stock.title', icon: Boxes, roles: ['picker', 'manager', 'support', 'admin'] },
  { to: '/store', label: 'settings.title', icon: Store, roles: ['manager', 'admin'] },
  { to: '/store-cash', label: 'cash.title', icon: Banknote, roles: ['manager', 'support', 'admin'] },
  { to: '/store-today', label: 'today.title', icon: ChartNoAxesColumn, roles: ['manager', 'support', 'admin'] },
]
