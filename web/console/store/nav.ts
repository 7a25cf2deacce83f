import type { Section } from '../sections.ts'

export const storeSections: readonly Section[] = []
