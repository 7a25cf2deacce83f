import { Bike, CalendarClock, ClipboardList, Construction, Gauge, Hexagon } from 'lucide-react'
import type { Section } from '../sections.ts'

const staff = ['admin', 'support', 'manager'] as const

export const operationsSections: readonly Section[] = [
  { to: '/orders', label: 'ops.orders', key: 'o', icon: ClipboardList, roles: staff },
  { to: '/riders', label: 'ops.riders', key: 'r', icon: Bike, roles: staff },
  { to: '/areas', label: 'ops.areas', key: 'v', icon: Hexagon, roles: staff },
  { to: '/closures', label: 'ops.closures', key: 'b', icon: Construction, roles: ['admin', 'support'] },
  { to: '/slots', label: 'ops.slots', key: 'w', icon: CalendarClock, roles: staff },
  { to: '/surge', label: 'ops.surge', key: 'x', icon: Gauge, roles: staff },
]
