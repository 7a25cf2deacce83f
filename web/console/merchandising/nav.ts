import { FileSpreadsheet, FolderTree, Megaphone, Package, TicketPercent } from 'lucide-react'
import type { Section } from '../sections.ts'

export const merchandisingSections: readonly Section[] = [
  { to: '/merchandising/products', label: 'merch.products', icon: Package, roles: ['admin', 'manager', 'support'] },
  {
    to: '/merchandising/categories',
    label: 'merch.categories',
    icon: FolderTree,
    roles: ['admin', 'manager', 'support'],
  },
  { to: '/merchandising/imports', label: 'merch.imports', icon: FileSpreadsheet, roles: ['admin', 'manager'] },
  { to: '/merchandising/offers', label: 'merch.offers', icon: TicketPercent, roles: ['admin'] },
  { to: '/merchandising/campaigns', label: 'merch.campaigns', icon: Megaphone, roles: ['admin', 'manager'] },
]
