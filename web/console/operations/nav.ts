import { Bike, CalendarClock, ClipboardList, Gauge, Hexagon } from 'lucide-react'
import type { Section } from '../sections.ts'

const staff = ['admin', 'support', 'manager'] as const

export const operationsSections: readonly Section[] = [
  { to: '/orders', label: 'ops.orders', icon: ClipboardList, roles: staff },
  { to: '/riders', label: 'ops.riders', icon: Bike, roles: staff },
  { to: '/areas', label: 'ops.areas', icon: Hexagon, roles: staff },
  { to: '/slots', label: 'ops.slots', icon: CalendarClock, roles: staff },
  { to: '/surge', label: 'ops.surge', icon: Gauge, roles: staff },
]
