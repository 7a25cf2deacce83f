import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { Store, StoreInput } from '../../contracts/stores.ts'
import { routesOf } from '../../kit/routes.ts'
import { message } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { deskRoutes } from './desk-routes.ts'
import { pickRoutes } from './pick-routes.ts'
import { stockRoutes } from './stock-routes.ts'
import { putStore } from './store/stores.ts'

const route = routesOf<StoresContext>()

export const routes = [
  ...pickRoutes,
  ...stockRoutes,
  ...deskRoutes,
  route(
    {
      method: 'GET',
      path: '/v1/admin/stores',
      summary: 'All stores',
      access: ['manager', 'support', 'admin'],
      answer: Type.Object({ items: Type.Array(Store) }),
    },
    async (_, { directory }) => ({ items: await directory.list() }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/stores',
      summary: 'Add a store, or update the one with the same code',
      access: ['admin'],
      body: StoreInput,
      answer: Store,
    },
    async ({ body, actor }, { db, directory }) => {
      const id = await db.begin(async (tx) => {
        const storeId = await putStore(tx, body)
        await db.publish(
          tx,
          message(StaffActed, storeId, {
            actor: actor.userId,
            action: 'stores.put',
            subject: storeId,
            details: { code: body.code },
          }),
        )
        return storeId
      })
      directory.forget()
      return directory.get(id)
    },
  ),
]
