import type { Aisle } from '../aisle.ts'
import { baby } from './baby.ts'
import { bathAndBody } from './bath-body.ts'
import { biscuits } from './biscuits.ts'
import { breakfast } from './breakfast.ts'
import { cleaning } from './cleaning.ts'
import { dairy } from './dairy.ts'
import { drinks } from './drinks.ts'
import { hairAndSkin } from './hair-skin.ts'
import { home } from './home.ts'
import { instantAndFrozen } from './instant-frozen.ts'
import { meat } from './meat.ts'
import { oilsAndMasala } from './oils-masala.ts'
import { petCare } from './pets.ts'
import { pharma } from './pharma.ts'
import { produce } from './produce.ts'
import { sauces } from './sauces.ts'
import { snacks } from './snacks.ts'
import { staples } from './staples.ts'
import { pooja, stationery } from './stationery-pooja.ts'
import { sweets } from './sweets.ts'
import { teaAndCoffee } from './tea-coffee.ts'

/** Top categories in the order in which a shop shows them. */
export const aisles: readonly Aisle[] = [
  produce,
  dairy,
  staples,
  oilsAndMasala,
  breakfast,
  snacks,
  biscuits,
  drinks,
  teaAndCoffee,
  instantAndFrozen,
  sweets,
  sauces,
  meat,
  baby,
  bathAndBody,
  hairAndSkin,
  pharma,
  cleaning,
  home,
  petCare,
  stationery,
  pooja,
]
