import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { type Actor, worksAt } from '../../contracts/identity.ts'
import { StoreId } from '../../contracts/ids.ts'
import { LateCreditPolicy, StoreLateCredit } from '../../contracts/late-credit.ts'
import { type Store, stores } from '../../contracts/stores.ts'
import { routesOf } from '../../kit/routes.ts'
import { message } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { lateCreditOf, putLateCredit } from './store/late-credits.ts'

const route = routesOf<StoresContext>()
const path = '/v1/admin/stores/:id/late-credit'
const ofStore = Type.Object({ id: StoreId })

async function known({ directory }: StoresContext, actor: Actor, id: string): Promise<Store> {
  const store = await directory.get(id)
  if (!worksAt(actor, store.id)) throw stores('stores/not-found')
  return store
}

/** Payments hear of it within seconds, and keep it while this service is away. */
async function set(context: StoresContext, actor: Actor, id: string, policy: LateCreditPolicy | null) {
  const store = await known(context, actor, id)
  await context.db.begin(async (tx) => {
    await putLateCredit(tx, store.id, policy)
    const audit = { actor: actor.userId, action: 'stores.late_credit_set', subject: store.id, details: { policy } }
    await context.db.publish(tx, message(StaffActed, store.id, audit))
  })
  return { storeId: store.id, policy }
}

export const lateCreditRoutes = [
  route(
    {
      method: 'GET',
      path,
      summary: 'What a broken promise of a store gives by itself',
      access: ['manager', 'support', 'admin'],
      params: ofStore,
      answer: StoreLateCredit,
      problems: ['stores/not-found'],
    },
    async ({ params, actor }, context) => {
      const store = await known(context, actor, params.id)
      return { storeId: store.id, policy: await lateCreditOf(context.db.sql, store.id) }
    },
  ),
  route(
    {
      method: 'PUT',
      path,
      summary: 'Set what a broken promise of a store gives by itself',
      access: ['manager', 'admin'],
      params: ofStore,
      body: LateCreditPolicy,
      answer: StoreLateCredit,
      problems: ['stores/not-found'],
    },
    ({ params, body, actor }, context) => set(context, actor, params.id, body),
  ),
  route(
    {
      method: 'DELETE',
      path,
      summary: 'Let a store give for a broken promise what the installation gives',
      access: ['manager', 'admin'],
      params: ofStore,
      answer: StoreLateCredit,
      problems: ['stores/not-found'],
    },
    ({ params, actor }, context) => set(context, actor, params.id, null),
  ),
]
