import Type from 'typebox'
import { newId, SavedFilterId } from '../../../contracts/ids.ts'
import { Page } from '../../../contracts/list.ts'
import { SavedFilter, SavedFilterInput, users } from '../../../contracts/users.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { UsersContext } from '../context.ts'
import { savedFiltersMax, savedFiltersOfPageMax } from '../domain/account.ts'
import { lockOwnAccount } from '../profile.ts'
import { countOtherFilters, listSavedFilters, putSavedFilter, removeSavedFilter } from '../store/saved-filters.ts'

const route = routesOf<UsersContext>()

export const savedFilterRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/me/saved-filters',
      summary: 'Filters of lists that were kept by a name, of one page or of all',
      access: 'user',
      query: Type.Object({ page: Type.Optional(SavedFilterInput.properties.page) }),
      answer: Page(SavedFilter),
    },
    async ({ actor, query }, { db }) => ({
      items: await listSavedFilters(db.sql, actor.userId, query.page),
      next: null,
    }),
  ),
  route(
    {
      method: 'PUT',
      path: '/v1/me/saved-filters',
      summary: 'Keep filters by a name; the same name on the same page is replaced',
      access: 'user',
      body: SavedFilterInput,
      answer: SavedFilter,
      problems: ['users/too-many-saved-filters'],
    },
    ({ actor, body }, { db, clock }) =>
      db.begin(async (tx) => {
        await lockOwnAccount(tx, actor)
        const input = { ...body, name: body.name.trim() }
        const others = await countOtherFilters(tx, actor.userId, input)
        if (others.ofPage >= savedFiltersOfPageMax || others.all >= savedFiltersMax)
          throw users('users/too-many-saved-filters')
        return putSavedFilter(tx, actor.userId, { id: newId('savedFilter'), ...input }, clock.now())
      }),
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/me/saved-filters/:id',
      summary: 'Forget filters that were kept',
      access: 'user',
      params: Type.Object({ id: SavedFilterId }),
      status: 204,
      problems: ['users/saved-filter-not-found'],
    },
    async ({ actor, params }, { db }) => {
      if (!(await removeSavedFilter(db.sql, actor.userId, params.id))) throw users('users/saved-filter-not-found')
    },
  ),
]
