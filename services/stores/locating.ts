import type { InputOf } from '../../contracts/operation.ts'
import type { Locate, Located } from '../../contracts/stores.ts'
import type { StoresContext } from './context.ts'

type Refusal = Extract<Located, { serviceable: false }>['reason']

/** Stores that are asked for their windows, the nearest. */
const askedMax = 20

/** Reasons that are over by the time of a window. */
const ofNow: ReadonlySet<Refusal> = new Set(['no-store-open', 'too-busy', 'no-riders', 'no-pickers'])

/**
 * The store that serves a point best now; or of one store, whether it serves it. Where none does, the one that
 * will in a delivery window.
 */
export async function locate(
  context: StoresContext,
  { point, storeId, ...wish }: InputOf<typeof Locate>,
): Promise<Located> {
  const { directory, freeWindows } = context
  if (storeId !== undefined) return directory.locate(point, { ...wish, among: [storeId] })
  const now = await directory.locate(point, wish)
  if (now.serviceable || wish.later || !ofNow.has(now.reason)) return now
  const open = (await directory.covering(point)).filter(({ paused }) => !paused).slice(0, askedMax)
  const windows = await Promise.all(open.map(async ({ id }) => ({ id, from: await freeWindows.first(context, id) })))
  const among = windows.flatMap(({ id, from }) => (from ? [id] : []))
  const then =
    among.length > 0 ? await directory.locate(point, { ...wish, later: true, reachable: true, among }) : undefined
  if (!then?.serviceable) return now
  const { store, distanceM } = then
  const from = windows.find(({ id }) => id === store.id)!.from!
  return { ...now, later: { store, distanceM, from } }
}
