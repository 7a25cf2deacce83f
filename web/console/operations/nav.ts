import type { Section } from '../sections.ts'

export const operationsSections: readonly Section[] = []
