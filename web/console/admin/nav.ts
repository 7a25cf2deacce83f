import type { Section } from '../sections.ts'

export const adminSections: readonly Section[] = []
