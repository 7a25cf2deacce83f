import type {
  AdminOffer,
  AdminProduct,
  ImportFile,
  ImportRow,
  OfferInput,
  OfferVerdict,
  Photo,
  ProductInput,
  StoreTerms,
} from './generated/api.d.ts'
import { api, type Body } from './http.ts'
import { offlineProblem, problemOf } from './problem.ts'
import { saveFile } from './save-file.ts'
import { accessToken } from './session.ts'

export type { AdminOffer, AdminProduct, ImportFile, ImportRow, OfferInput, OfferVerdict, ProductInput, StoreTerms }
export type ImportKind = ImportFile['kind']
export type Verdict = ImportRow['verdict']

export interface ProductFilter {
  q?: string
  category?: string
  brand?: string
  active?: boolean
}

export const listAdminProducts = (filter: ProductFilter, cursor?: string, signal?: AbortSignal) =>
  api('GET /v1/admin/products', { query: { ...filter, limit: 50, cursor }, signal })
export const getAdminProduct = (id: string, signal?: AbortSignal) =>
  api('GET /v1/admin/products/{id}', { path: { id }, signal })
export const addProduct = (body: ProductInput) => api('POST /v1/admin/products', { body })
export const changeProduct = (id: string, body: Body<'PATCH /v1/admin/products/{id}'>) =>
  api('PATCH /v1/admin/products/{id}', { path: { id }, body })
export const changeProducts = (ids: string[], change: Body<'POST /v1/admin/products/bulk'>['change']) =>
  api('POST /v1/admin/products/bulk', { body: { ids, change } })

export const listPrices = (ids: string[], signal?: AbortSignal) =>
  api('GET /v1/admin/prices', { query: { ids }, signal })
export const setPrices = (body: Body<'POST /v1/admin/prices'>) => api('POST /v1/admin/prices', { body })
export const setListed = (body: Body<'POST /v1/admin/listings'>) => api('POST /v1/admin/listings', { body })

export const listAdminCategories = (signal?: AbortSignal) => api('GET /v1/admin/categories', { signal })
export const addCategory = (body: Body<'POST /v1/admin/categories'>) => api('POST /v1/admin/categories', { body })
export const changeCategory = (id: string, body: Body<'PATCH /v1/admin/categories/{id}'>) =>
  api('PATCH /v1/admin/categories/{id}', { path: { id }, body })
export const orderCategories = (ids: string[]) => api('POST /v1/admin/categories/order', { body: { ids } })

export const listImports = (signal?: AbortSignal) => api('GET /v1/admin/imports', { query: { limit: 20 }, signal })
export const getImport = (id: string, signal?: AbortSignal) =>
  api('GET /v1/admin/imports/{id}', { path: { id }, signal })
export const listImportRows = (id: string, verdict: Verdict | undefined, cursor?: string, signal?: AbortSignal) =>
  api('GET /v1/admin/imports/{id}/rows', { path: { id }, query: { verdict, limit: 50, cursor }, signal })
export const applyImport = (id: string) => api('POST /v1/admin/imports/{id}/apply', { path: { id } })
export const undoImport = (id: string) => api('POST /v1/admin/imports/{id}/undo', { path: { id } })

export const listOffers = (cursor?: string) => api('GET /v1/admin/offers', { query: { limit: 100, cursor } })
export const getOffer = (code: string) => api('GET /v1/admin/offers/{code}', { path: { code } })
export const putOffer = (body: OfferInput) => api('POST /v1/admin/offers', { body })
export const setOfferActive = (code: string, active: boolean) =>
  api('PATCH /v1/admin/offers/{code}', { path: { code }, body: { active } })
export const tryOffer = (body: Body<'POST /v1/admin/offers/preview'>, signal?: AbortSignal) =>
  api('POST /v1/admin/offers/preview', { body, signal })
export const getOfferUsage = (code: string) => api('GET /v1/admin/offers/{code}/usage', { path: { code } })

/** Sends bytes as they are. @throws ProblemError */
async function sendBytes<T>(url: string, type: string, body: Blob): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': type, authorization: `Bearer ${await accessToken()}` },
    body,
  }).catch(() => {
    throw offlineProblem()
  })
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as T
}

export const sendImport = (kind: ImportKind, file: File): Promise<ImportFile> =>
  sendBytes(`/v1/admin/imports?${new URLSearchParams({ kind, fileName: file.name.slice(0, 120) })}`, 'text/csv', file)

type SentPhoto = Photo & { address: string }
export const sendProductPhoto = (id: string, photo: Blob): Promise<SentPhoto> =>
  sendBytes(`/v1/admin/products/${encodeURIComponent(id)}/photos`, photo.type, photo)
export const sendCategoryPhoto = (id: string, photo: Blob): Promise<SentPhoto> =>
  sendBytes(`/v1/admin/categories/${encodeURIComponent(id)}/photos`, photo.type, photo)

/** A file that only staff may have: fetched with the token, then kept by the browser. @throws ProblemError */
export async function download(kind: ImportKind, template: boolean): Promise<void> {
  const response = await fetch(`/v1/admin/exports/${kind}${template ? '?template=true' : ''}`, {
    headers: { authorization: `Bearer ${await accessToken()}` },
  }).catch(() => {
    throw offlineProblem()
  })
  if (!response.ok) throw await problemOf(response)
  saveFile(await response.blob(), template ? `${kind}-template.csv` : `${kind}.csv`)
}
