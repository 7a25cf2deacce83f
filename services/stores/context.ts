import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { storesConfig } from './config.ts'
import type { Directory } from './directory.ts'
import type { FreeWindows } from './free-windows.ts'
import type { Loads } from './loads.ts'
import type { Names } from './names.ts'
import type { Paces } from './paces.ts'

/** What the rooms of this service are handed. */
export interface StoresContext extends Kit<typeof storesConfig, Engines> {
  readonly directory: Directory
  readonly freeWindows: FreeWindows
  readonly loads: Loads
  readonly names: Names
  readonly paces: Paces
}
