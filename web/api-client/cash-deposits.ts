import { type Answer, api, type Body } from './http.ts'

export type { CashDeposit } from './generated/api.d.ts'
export type DepositState = Answer<'GET /v1/store/cash-deposits'>['items'][number]['state']
export const depositStates: readonly DepositState[] = ['declared', 'confirmed', 'refused']

/** Cash that riders have brought to a store, newest first. */
export const listDeposits = (
  query: { store: string; state?: DepositState; cursor?: string | undefined },
  signal?: AbortSignal,
) => api('GET /v1/store/cash-deposits', { query: { limit: 30, ...query }, signal })

export const confirmDeposit = (id: string, body: Body<'POST /v1/store/cash-deposits/{id}/confirm'>) =>
  api('POST /v1/store/cash-deposits/{id}/confirm', { path: { id }, body })

export const refuseDeposit = (id: string, note: string) =>
  api('POST /v1/store/cash-deposits/{id}/refuse', { path: { id }, body: { note } })
