import type { OutputOf } from '../../../contracts/operation.ts'
import type { ReserveStock } from '../../../contracts/stores.ts'

export type { Level, Pick, StockMove } from '../../../contracts/stores.ts'
export type OutputOfReserve = OutputOf<typeof ReserveStock>
