import type { RiderTask } from './generated/api.d.ts'
import { type Answer, api, type Body } from './http.ts'
import { offlineProblem, problemOf } from './problem.ts'
import { accessToken } from './session.ts'
import type { Point } from './types.ts'

export type {
  CashDeposit,
  Demand,
  Earnings,
  RiderBreaks,
  RiderCash,
  RiderRatings,
  RiderShift,
  RiderTask,
} from './generated/api.d.ts'
export type DeliveryState = RiderTask['state']
export type Way = Answer<'GET /v1/route'>
export type RouteStep = NonNullable<Way['steps']>[number]

export const getShift = (signal?: AbortSignal) => api('GET /v1/rider/shift', { signal })
export const getTasks = (signal?: AbortSignal) => api('GET /v1/rider/tasks', { signal }).then(({ items }) => items)
export const getBreaks = () => api('GET /v1/rider/breaks')
export const planBreak = (body: Body<'POST /v1/rider/breaks'>) => api('POST /v1/rider/breaks', { body })
export const cancelBreak = (id: string) => api('DELETE /v1/rider/breaks/{id}', { path: { id } })
export const getEarnings = (cursor?: string) => api('GET /v1/rider/earnings', { query: { limit: 20, cursor } })
export const getCash = () => api('GET /v1/rider/cash')
export const getRatings = () => api('GET /v1/rider/ratings')
export const getDemand = () => api('GET /v1/rider/demand')

/** About a metre. */
const show = ({ lat, lng }: Point) => `${lat.toFixed(5)},${lng.toFixed(5)}`
export const getWay = (from: Point, to: Point, signal?: AbortSignal) =>
  api('GET /v1/route', { query: { from: show(from), to: show(to), steps: true }, signal })

export const sendPositions = (body: Body<'POST /v1/rider/positions'>) => api('POST /v1/rider/positions', { body })

/** The bytes themselves; everything else of ours is JSON. */
export async function sendDoorPhoto(id: string, photo: Blob): Promise<void> {
  const token = await accessToken()
  const response = await fetch(`/v1/rider/tasks/${encodeURIComponent(id)}/photo`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': photo.type,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: photo,
  }).catch(() => {
    throw offlineProblem()
  })
  if (!response.ok) throw await problemOf(response)
}

export const getMessages = (orderId: string, signal?: AbortSignal) =>
  api('GET /v1/orders/{id}/messages', { path: { id: orderId }, signal })
export const markRead = (orderId: string, upTo: string) =>
  api('POST /v1/orders/{id}/messages/read', { path: { id: orderId }, body: { upTo } })
export const askForCall = (orderId: string) => api('POST /v1/orders/{id}/call', { path: { id: orderId } })
