import { firstHi } from './first-hi.ts'
import { toolsHi } from './tools-hi.ts'

export const hi = { ...firstHi, ...toolsHi }
