import Type, { type Static } from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { Polygon } from '../../contracts/geo.ts'
import { worksAt } from '../../contracts/identity.ts'
import { StoreId } from '../../contracts/ids.ts'
import { AreaReach, FindReach, reachMinutesMost } from '../../contracts/reach.ts'
import { type Store, stores } from '../../contracts/stores.ts'
import {
  type AreaFacts,
  areaResolution,
  areas,
  AreaFacts as Facts,
  StoreArea,
  StoreSurge,
  SurgeSettings,
} from '../../contracts/surge.ts'
import { routesOf } from '../../kit/routes.ts'
import { message } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import type { Directory } from './directory.ts'
import type { Loads } from './loads.ts'
import { areaKm2, cellCount, farthestM, openRing, outlineFault, shareGround } from './outline.ts'
import { outlineOfCells } from './reach-outline.ts'
import { promiseFigures } from './store/promises.ts'
import { changeStore } from './store/stores.ts'
import { putSurgeSettings } from './store/surge.ts'

const route = routesOf<StoresContext>()
const access = ['manager', 'support', 'admin'] as const
const ofStore = Type.Object({ id: StoreId })

/** @throws stores/area-invalid, with what is wrong */
export function mustBeArea(area: Polygon, store: Pick<Store, 'point'>): Polygon {
  const fault = outlineFault(area, store.point)
  if (fault) throw areas('stores/area-invalid', { details: fault })
  return openRing(area)
}

const factsOf = (area: Polygon, store: Store, all: readonly Store[]): AreaFacts => ({
  areaKm2: Math.round(areaKm2(area) * 1_000) / 1_000,
  cells: cellCount(area),
  vertices: openRing(area).length,
  farthestM: farthestM(area, store.point),
  overlaps: all.filter((other) => other.id !== store.id && shareGround(area, other.area)).map((other) => other.id),
})

const areaRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/areas',
      summary: 'The areas that stores serve',
      access,
      answer: Type.Object({ items: Type.Array(StoreArea) }),
    },
    async ({ actor }, { directory }) => {
      const all = await directory.list()
      const mine = all.filter((store) => worksAt(actor, store.id))
      return {
        items: mine.map((store) => ({
          storeId: store.id,
          name: store.name,
          area: store.area,
          facts: factsOf(store.area, store, all),
        })),
      }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/areas/:id/preview',
      summary: 'What an outline would cover, or why it cannot be the area of this store',
      access,
      params: ofStore,
      body: Type.Object({ area: Polygon }, { additionalProperties: false }),
      answer: Facts,
      problems: ['stores/not-found', 'stores/area-invalid'],
      rateLimit: { requests: 120, perS: 60 },
    },
    async ({ params, body, actor }, { directory }) => {
      const store = await directory.get(params.id)
      if (!worksAt(actor, store.id)) throw stores('stores/not-found')
      return factsOf(mustBeArea(body.area, store), store, await directory.list())
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/areas/:id/reach',
      summary: 'What this store reaches in some minutes, and an outline of it; nothing is changed',
      access: ['manager', 'admin'],
      params: ofStore,
      body: Type.Object(
        { minutes: Type.Integer({ minimum: 1, maximum: reachMinutesMost }) },
        { additionalProperties: false },
      ),
      answer: AreaReach,
      problems: [
        'stores/not-found',
        'stores/area-invalid',
        'stores/nothing-reached',
        'deliveries/map-unavailable',
        'deliveries/off-map',
      ],
      rateLimit: { requests: 30, perS: 60 },
    },
    async ({ params, body: { minutes }, actor }, { call, directory }) => {
      const store = await directory.get(params.id)
      if (!worksAt(actor, store.id)) throw stores('stores/not-found')
      const found = await call(FindReach, { from: store.point, minutes, resolution: areaResolution })
      const made = outlineOfCells(
        found.cells.map(({ cell }) => cell),
        store.point,
      )
      if (!made) throw areas('stores/nothing-reached')
      if ('kind' in made) throw areas('stores/area-invalid', { details: made })
      return {
        minutes,
        ...found,
        count: found.cells.length,
        ...made,
        facts: factsOf(made.outline, store, await directory.list()),
      }
    },
  ),
  route(
    {
      method: 'PUT',
      path: '/v1/admin/areas/:id',
      summary: 'Draw the area of a store anew',
      access: ['manager', 'admin'],
      params: ofStore,
      body: Type.Object(
        { area: Polygon, reason: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })) },
        { additionalProperties: false },
      ),
      answer: StoreArea,
      problems: ['stores/not-found', 'stores/area-invalid'],
    },
    async ({ params, body, actor }, { db, directory }) => {
      const store = await directory.get(params.id)
      if (!worksAt(actor, store.id)) throw stores('stores/not-found')
      const area = mustBeArea(body.area, store)
      await db.begin(async (tx) => {
        if (!(await changeStore(tx, store.id, { area }))) throw stores('stores/not-found')
        const audit = message(StaffActed, store.id, {
          actor: actor.userId,
          action: 'stores.area_changed',
          subject: store.id,
          ...(body.reason ? { reason: body.reason } : {}),
          details: { before: store.area, after: area },
        })
        await db.publish(tx, audit)
      })
      directory.forget()
      return { storeId: store.id, name: store.name, area, facts: factsOf(area, store, await directory.list()) }
    },
  ),
]

async function surgeAt(store: Store, loads: Loads, directory: Directory): Promise<Static<typeof StoreSurge>> {
  const [{ settings, load, surge, refusing }, missing] = await Promise.all([
    loads.of(store.id),
    directory.missing(store),
  ])
  return { storeId: store.id, settings, load, surge, refusing, ...(missing ? { missing } : {}) }
}

const surgeRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/stores/:id/surge',
      summary: 'How busy a store is, and what it answers with',
      access,
      params: ofStore,
      answer: StoreSurge,
      problems: ['stores/not-found'],
    },
    async ({ params, actor }, { directory, loads, db, clock }) => {
      const store = await directory.get(params.id)
      if (!worksAt(actor, store.id)) throw stores('stores/not-found')
      const since = new Date(clock.now() - 86_400_000)
      const [state, promises] = await Promise.all([
        surgeAt(store, loads, directory),
        db.read((sql) => promiseFigures(sql, store.id, since)),
      ])
      return { ...state, promises }
    },
  ),
  route(
    {
      method: 'PUT',
      path: '/v1/admin/stores/:id/surge',
      summary: 'Set how a store answers to more orders than its people can carry',
      access: ['manager', 'admin'],
      params: ofStore,
      body: SurgeSettings,
      answer: StoreSurge,
      problems: ['stores/not-found'],
    },
    async ({ params, body, actor }, { db, directory, loads }) => {
      const store = await directory.get(params.id)
      if (!worksAt(actor, store.id)) throw stores('stores/not-found')
      await db.begin(async (tx) => {
        await putSurgeSettings(tx, store.id, body)
        const audit = { actor: actor.userId, action: 'stores.surge_set', subject: store.id, details: body }
        await db.publish(tx, message(StaffActed, store.id, audit))
      })
      loads.forget()
      return surgeAt(store, loads, directory)
    },
  ),
]

export const operationsRoutes = [...areaRoutes, ...surgeRoutes]
