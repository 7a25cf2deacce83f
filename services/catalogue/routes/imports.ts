import { Readable } from 'node:stream'
import Type from 'typebox'
import {
  catalogue,
  ImportFile,
  type ImportKind,
  ImportRow,
  importKinds,
  importVerdicts,
} from '../../../contracts/catalogue.ts'
import { type Actor, hasRole, worksAt } from '../../../contracts/identity.ts'
import { newId, StoreId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { common } from '../../../contracts/problem.ts'
import { stores } from '../../../contracts/stores.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { CatalogueContext } from '../context.ts'
import { exportLines, templateOf } from '../imports/export.ts'
import { badFile } from '../imports/refused.ts'
import { readTable } from '../imports/table.ts'
import { addImport, getImport, listImports, listRows, moveImport } from '../store/imports.ts'
import { acted } from './acted.ts'

const route = routesOf<CatalogueContext>()
const staff = ['manager', 'admin'] as const
const fileBytesMax = 8 * 2 ** 20
const Kind = Type.Enum([...importKinds])
const one = Type.Object({ id: Type.String({ maxLength: 40 }) })

/** Products are the admin's; prices and stock also the manager's, in own stores. @throws auth/forbidden */
function checkKind(actor: Actor, kind: ImportKind): void {
  if (kind === 'products' && !hasRole(actor, 'admin')) throw common('auth/forbidden')
}

/** One's own import; an admin's are all. @throws catalogue/import-not-found */
async function mine({ db }: CatalogueContext, actor: Actor, id: string): Promise<ImportFile> {
  const found = await getImport(db.sql, id)
  if (!found || !(hasRole(actor, 'admin') || found.createdBy === actor.userId))
    throw catalogue('catalogue/import-not-found')
  const { storeIds: _, ...file } = found
  return file
}

const move =
  (from: ImportFile['state'], to: ImportFile['state']) =>
  async ({ params, actor }: { params: { id: string }; actor: Actor }, context: CatalogueContext) => {
    const before = await mine(context, actor, params.id)
    if (to === 'undoing' && before.kind !== 'prices') throw catalogue('catalogue/import-not-ready')
    await context.db.begin(async (tx) => {
      const storeIds = hasRole(actor, 'admin') ? undefined : actor.storeIds
      if (!(await moveImport(tx, params.id, [from], to, storeIds))) throw catalogue('catalogue/import-not-ready')
      await context.db.publish(tx, acted(actor, `import_${to}`, params.id, { kind: before.kind, rows: before.rows }))
    })
    return mine(context, actor, params.id)
  }

export const importRoutes = [
  route(
    {
      method: 'POST',
      path: '/v1/admin/imports',
      summary: 'Hand in a CSV of up to 20,000 rows: it is compared with what is there, and nothing changes yet',
      access: staff,
      query: Type.Object({ kind: Kind, fileName: Type.Optional(Type.String({ maxLength: 120 })) }),
      raw: true,
      takes: ['text/csv'],
      bodyLimit: fileBytesMax,
      answer: ImportFile,
      status: 201,
      problems: ['catalogue/bad-file', 'catalogue/too-many-rows'],
      rateLimit: { requests: 60, perS: 3600 },
    },
    async ({ query: { kind, fileName = `${kind}.csv` }, body, actor }, context) => {
      checkKind(actor, kind)
      if (!Buffer.isBuffer(body) || body.length === 0) throw badFile('file-empty')
      const rows = readTable(kind, body)
      const id = newId('event').replace('evt_', 'imp_')
      const storeIds = hasRole(actor, 'admin') ? null : actor.storeIds
      const made = { id, kind, fileName, storeIds, createdBy: actor.userId, nowMs: context.clock.now() }
      await context.db.begin((tx) => addImport(tx, made, rows))
      return mine(context, actor, id)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/imports',
      summary: 'Imports, newest first; a manager sees own ones',
      access: staff,
      query: Type.Object(Paging),
      answer: Page(ImportFile),
      problems: ['request/bad-cursor'],
    },
    async ({ query: { limit = 20, cursor }, actor }, { db }) => {
      const before = cursor === undefined ? undefined : String(decodeCursor(cursor, ['text'])[0])
      const by = hasRole(actor, 'admin') ? undefined : actor.userId
      const found = await listImports(db.sql, { by, before, limit: limit + 1 })
      const items = found.slice(0, limit)
      return { items, next: found.length > limit ? encodeCursor([items.at(-1)!.id]) : null }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/imports/:id',
      summary: 'How far an import has come',
      access: staff,
      params: one,
      answer: ImportFile,
      problems: ['catalogue/import-not-found'],
    },
    ({ params, actor }, context) => mine(context, actor, params.id),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/imports/:id/rows',
      summary: 'What each row would change, or has changed',
      access: staff,
      params: one,
      query: Type.Object({ verdict: Type.Optional(Type.Enum([...importVerdicts])), ...Paging }),
      answer: Page(ImportRow),
      problems: ['catalogue/import-not-found', 'request/bad-cursor'],
    },
    async ({ params, query: { verdict, limit = 50, cursor }, actor }, context) => {
      await mine(context, actor, params.id)
      const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, ['number'])[0])
      const found = await listRows(context.db.sql, params.id, { verdict, after, limit: limit + 1 })
      const items = found.slice(0, limit)
      return { items, next: found.length > limit ? encodeCursor([items.at(-1)!.row]) : null }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/imports/:id/apply',
      summary:
        'Do what was previewed, in the stores that are there and one’s own now. What somebody changed meanwhile is left out and named; stock that was sold meanwhile is taken off what the file counts',
      access: staff,
      params: one,
      answer: ImportFile,
      status: 202,
      problems: ['catalogue/import-not-found', 'catalogue/import-not-ready'],
    },
    move('checked', 'applying'),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/imports/:id/undo',
      summary: 'Give prices back what they were; those that somebody changed since stay',
      access: staff,
      params: one,
      answer: ImportFile,
      status: 202,
      problems: ['catalogue/import-not-found', 'catalogue/import-not-ready'],
    },
    move('applied', 'undoing'),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/exports/:kind',
      summary: 'All products, prices or stock as a CSV of the shape that imports take; or an empty one with examples',
      access: staff,
      params: Type.Object({ kind: Kind }),
      query: Type.Object({ store: Type.Optional(StoreId), template: Type.Optional(Type.Boolean()) }),
      produces: 'text/csv',
      problems: ['stores/not-found', 'stores/not-your-store'],
      rateLimit: { requests: 60, perS: 3600 },
    },
    async ({ params: { kind }, query: { store, template }, actor, reply }, context) => {
      if (store && !worksAt(actor, store)) throw stores('stores/not-your-store')
      if (store) await context.keeper.storeOf(store)
      const name = template ? `${kind}-template.csv` : `${kind}.csv`
      reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}"`)
      if (template) return reply.send(templateOf(kind))
      const seen = store ? [store] : context.assortment.stock.storeIds.filter((id) => worksAt(actor, id))
      return reply.send(Readable.from(exportLines(context, kind, seen)))
    },
  ),
]
