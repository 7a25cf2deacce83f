import { FileSpreadsheet, FolderTree, Megaphone, Package, TicketPercent } from 'lucide-react'
import type { Section } from '../sections.ts'

export const merchandisingSections: readonly Section[] = [
  {
    to: '/merchandising/products',
    label: 'merch.products',
    key: 'm',
    icon: Package,
    roles: ['admin', 'manager', 'support'],
    parts: { new: ['admin'] },
  },
  {
    to: '/merchandising/categories',
    label: 'merch.categories',
    key: 'k',
    icon: FolderTree,
    roles: ['admin', 'manager', 'support'],
  },
  {
    to: '/merchandising/imports',
    label: 'merch.imports',
    key: 'i',
    icon: FileSpreadsheet,
    roles: ['admin', 'manager'],
  },
  { to: '/merchandising/offers', label: 'merch.offers', key: 'f', icon: TicketPercent, roles: ['admin'] },
  {
    to: '/merchandising/campaigns',
    label: 'merch.campaigns',
    key: 'n',
    icon: Megaphone,
    roles: ['admin', 'manager'],
    parts: { new: ['admin'] },
  },
]
