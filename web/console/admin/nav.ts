import { Activity, KeyRound, ScrollText, ShieldCheck, Users, Webhook } from 'lucide-react'
import type { Section } from '../sections.ts'

export const adminSections: readonly Section[] = [
  { to: '/users', label: 'admin.users', key: 'u', icon: Users, roles: ['admin', 'support'] },
  { to: '/audit', label: 'admin.audit', key: 'd', icon: ScrollText, roles: ['admin'] },
  { to: '/api-clients', label: 'admin.clients', icon: KeyRound, roles: ['admin'] },
  { to: '/webhooks', label: 'admin.webhooks', icon: Webhook, roles: ['admin'] },
  { to: '/health', label: 'admin.health', key: 'y', icon: Activity, roles: ['admin'] },
  { to: '/security', label: 'admin.security', icon: ShieldCheck, roles: ['admin', 'support', 'manager', 'picker'] },
]
