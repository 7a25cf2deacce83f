import { api, type Body } from './http.ts'

/** What can be done with an order once it is placed. */
export type { Issue, IssueInput, OrderMessage, OrderMessages, Proposal } from './generated/api.d.ts'

export const readMessages = (id: string, signal?: AbortSignal) =>
  api('GET /v1/orders/{id}/messages', { path: { id }, signal })
export const writeMessage = (id: string, body: Body<'POST /v1/orders/{id}/messages'>) =>
  api('POST /v1/orders/{id}/messages', { path: { id }, body })
export const markMessagesRead = (id: string, upTo: string) =>
  api('POST /v1/orders/{id}/messages/read', { path: { id }, body: { upTo } })
export const callOther = (id: string) => api('POST /v1/orders/{id}/call', { path: { id } })

export const listProposals = (id: string, signal?: AbortSignal) =>
  api('GET /v1/orders/{id}/substitutions', { path: { id }, signal })
export const decideProposal = (id: string, proposal: string, decision: 'approve' | 'refuse') =>
  api('POST /v1/orders/{id}/substitutions/{proposal}', { path: { id, proposal }, body: { decision } })

export const listIssues = (id: string, signal?: AbortSignal) =>
  api('GET /v1/orders/{id}/issues', { path: { id }, signal })
/** `key` makes a repeat the same report. */
export const reportIssue = (id: string, body: Body<'POST /v1/orders/{id}/issues'>, key: string) =>
  api('POST /v1/orders/{id}/issues', { path: { id }, body, headers: { 'idempotency-key': key } })

export const payAnotherWay = (id: string, method: Body<'POST /v1/orders/{id}/payment'>['method']) =>
  api('POST /v1/orders/{id}/payment', { path: { id }, body: { method } })
