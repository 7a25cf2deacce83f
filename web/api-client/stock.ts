import { type Answer, api, type Body } from './http.ts'

export type StockItem = Answer<'GET /v1/store/stock'>['items'][number]
export type Movement = Answer<'GET /v1/store/stock/{productId}/movements'>['items'][number]
export type Receipt = Body<'POST /v1/store/stock/receipts'>
export type ReceiptResult = Answer<'POST /v1/store/stock/receipts'>
export type StoreChange = Body<'PATCH /v1/admin/stores/{id}'>
export type MoveKind = 'receive' | 'count' | 'waste'
export type StockMove = Body<'POST /v1/store/stock/receive'>

export const stockFilters = ['all', 'low', 'out', 'expiring', 'unplaced'] as const
export type StockFilter = (typeof stockFilters)[number]

export const listMyStores = () => api('GET /v1/store/stores')

export const listStock = (
  query: { store: string; q?: string; show?: StockFilter; product?: string; limit?: number; cursor?: string },
  signal?: AbortSignal,
) => api('GET /v1/store/stock', { query, signal })

/** `key` is made once per form: a repeat after a lost answer counts once. */
export function moveStock(kind: MoveKind, body: StockMove, key: string) {
  const given = { body, headers: { 'idempotency-key': key } }
  if (kind === 'receive') return api('POST /v1/store/stock/receive', given)
  const { storeId, productId, quantity, reason, bin } = body
  const plain = { ...given, body: { storeId, productId, quantity, reason, bin } }
  return kind === 'count' ? api('POST /v1/store/stock/count', plain) : api('POST /v1/store/stock/waste', plain)
}

export const placeStock = (productId: string, body: Body<'PATCH /v1/store/stock/{productId}'>) =>
  api('PATCH /v1/store/stock/{productId}', { path: { productId }, body })

export const listMovements = (productId: string, store: string, cursor?: string, signal?: AbortSignal) =>
  api('GET /v1/store/stock/{productId}/movements', { path: { productId }, query: { store, cursor }, signal })

export const receiveAll = (body: Receipt) => api('POST /v1/store/stock/receipts', { body })

export const changeStore = (id: string, body: StoreChange) => api('PATCH /v1/admin/stores/{id}', { path: { id }, body })

export const getDay = (store: string, signal?: AbortSignal) => api('GET /v1/store/today', { query: { store }, signal })

export const listStaff = (store: string, signal?: AbortSignal) =>
  api('GET /v1/store/staff', { query: { store }, signal })

export const setDuty = (storeId: string, on: boolean) => api('POST /v1/store/duty', { body: { storeId, on } })
