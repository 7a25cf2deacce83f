import { startHi } from './start-hi.ts'
import { toolsHi } from './tools-hi.ts'

export const hi = { ...startHi, ...toolsHi }
