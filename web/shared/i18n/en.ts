import { firstEn } from './first-en.ts'
import { toolsEn } from './tools-en.ts'

/** All that shared components say. The storefront, whose first page is to be small, takes the two apart. */
export const en = { ...firstEn, ...toolsEn }
