import type { Section } from '../sections.ts'

export const analyticsSections: readonly Section[] = []
