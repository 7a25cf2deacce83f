import { Radio } from 'lucide-react'
import type { Section } from '../sections.ts'

export const liveSections: readonly Section[] = [
  { to: '/', label: 'console.live', key: 'l', icon: Radio, roles: ['admin', 'support', 'manager'] },
]
