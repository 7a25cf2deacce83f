import type { Section } from '../sections.ts'

export const merchandisingSections: readonly Section[] = []
