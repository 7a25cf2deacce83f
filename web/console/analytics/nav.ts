import { ChartColumn } from 'lucide-react'
import type { Section } from '../sections.ts'

export const analyticsSections: readonly Section[] = [
  { to: '/analytics', label: 'analytics.title', key: 'a', icon: ChartColumn, roles: ['admin', 'support', 'manager'] },
]
