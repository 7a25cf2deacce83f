import { Activity, KeyRound, ScrollText, ShieldCheck, Users, Webhook } from 'lucide-react'
import type { Section } from '../sections.ts'

export const adminSections: readonly Section[] = [
  { to: '/users', label: 'admin.users', icon: Users, roles: ['admin', 'support'] },
  { to: '/audit', label: 'admin.audit', icon: ScrollText, roles: ['admin'] },
  { to: '/api-clients', label: 'admin.clients', icon: KeyRound, roles: ['admin'] },
  { to: '/webhooks', label: 'admin.webhooks', icon: Webhook, roles: ['admin'] },
  { to: '/health', label: 'admin.health', icon: Activity, roles: ['admin'] },
  { to: '/security', label: 'admin.security', icon: ShieldCheck, roles: ['admin', 'support', 'manager', 'picker'] },
]
