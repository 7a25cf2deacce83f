import type { LucideIcon } from 'lucide-react'
import type { Role } from '../api-client/types.ts'
import { adminSections } from './admin/nav.ts'
import { analyticsSections } from './analytics/nav.ts'
import { liveSections } from './live/nav.ts'
import { merchandisingSections } from './merchandising/nav.ts'
import type { MessageKey } from './messages/messages.ts'
import { operationsSections } from './operations/nav.ts'
import { storeSections } from './store/nav.ts'

/** A page that the navigation and the command palette lead to. Roles hide it; the API refuses what is behind it. */
export interface Section {
  to: string
  label: MessageKey
  icon: LucideIcon
  roles: readonly Role[]
  /** Pressed after `g`, goes there: one letter, unique in the console. */
  key?: string
  /** Found in the command palette by these words too. */
  keywords?: MessageKey
  /** Pages below it that fewer may open: the next part of the path, and who may. */
  parts?: Readonly<Record<string, readonly Role[]>>
}

export const groups = ['operations', 'store', 'merchandising', 'analytics', 'admin'] as const
export type Group = (typeof groups)[number]

export const sections: Readonly<Record<Group, readonly Section[]>> = {
  operations: [...liveSections, ...operationsSections],
  store: storeSections,
  merchandising: merchandisingSections,
  analytics: analyticsSections,
  admin: adminSections,
}

const all = groups.flatMap((group) => sections[group])

export const mayOpen = (section: Pick<Section, 'roles'>, roles: readonly Role[]): boolean =>
  section.roles.some((role) => roles.includes(role))

/** Whether a person may open what lies at a path, in its section. */
export const mayOpenPath = (section: Section, path: string, roles: readonly Role[]): boolean => {
  const part = path.slice(section.to.length).split('/')[1] ?? ''
  return mayOpen({ roles: section.parts?.[part] ?? section.roles }, roles)
}

/** The sections that a person may open, in the order of the navigation. */
export const sectionsFor = (roles: readonly Role[]): Section[] => all.filter((section) => mayOpen(section, roles))

/** The section that a path lies in: the longest `to` that it begins with. */
export const sectionOf = (path: string): Section | undefined =>
  all
    .filter(({ to }) => path === to || (to === '/' ? path === '' : path.startsWith(`${to}/`)))
    .sort((a, b) => b.to.length - a.to.length)[0]
