import type { BenchSet } from './set.ts'

export const routingSets: readonly BenchSet[] = []
