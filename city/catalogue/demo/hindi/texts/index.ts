import { careTexts } from './care.ts'
import { drinkTexts } from './drinks.ts'
import { freshTexts } from './fresh.ts'
import { homeTexts } from './home.ts'
import { kitchenTexts } from './kitchen.ts'
import { snackTexts } from './snacks.ts'

/** What is said of the demo's products in Hindi, by their English names. */
export const descriptionsHi: Readonly<Record<string, string>> = {
  ...freshTexts,
  ...kitchenTexts,
  ...snackTexts,
  ...drinkTexts,
  ...careTexts,
  ...homeTexts,
}
