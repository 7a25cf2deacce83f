import { care } from './care.ts'
import { fresh } from './fresh.ts'
import { home } from './home.ts'
import { kitchen } from './kitchen.ts'
import { snacks } from './snacks.ts'

/** What the demo's products are called in Hindi, by their English names. */
export const productNamesHi: Readonly<Record<string, string>> = { ...fresh, ...kitchen, ...snacks, ...care, ...home }
