import { type Answer, api, type Body } from './http.ts'
import type { OrderStatus, PaymentMethod } from './types.ts'

export type FoundOrder = Answer<'GET /v1/admin/orders'>['items'][number]
export type StaffOrder = Answer<'GET /v1/admin/orders/{id}'>
export type OrderCase = Answer<'GET /v1/admin/orders/{id}/case'>
export type OrderMoney = Answer<'GET /v1/admin/orders/{id}/money'>
export type DispatchWhy = Answer<'GET /v1/admin/deliveries/{id}/why'>
export type RiderBrief = Answer<'GET /v1/admin/riders'>['items'][number]
export type RiderDetail = Answer<'GET /v1/admin/riders/{id}'>
export type StoreArea = Answer<'GET /v1/admin/areas'>['items'][number]
export type SlotTemplate = Answer<'GET /v1/admin/slots'>['items'][number]
export type StoreSurge = Answer<'GET /v1/admin/stores/{id}/surge'>
export type SurgeSettings = Body<'PUT /v1/admin/stores/{id}/surge'>

export interface OrderFilter {
  q?: string
  status?: 'live' | 'all'
  statuses?: OrderStatus
  store?: string
  method?: PaymentMethod
  late?: boolean
  rider?: string
  user?: string
  from?: string
  to?: string
}

export const findOrders = (filter: OrderFilter, cursor?: string, signal?: AbortSignal) =>
  api('GET /v1/admin/orders', { query: { ...filter, limit: 50, cursor }, signal })

export const getOrderCase = (id: string) => api('GET /v1/admin/orders/{id}/case', { path: { id } })
export const getOrderMoney = (id: string) => api('GET /v1/admin/orders/{id}/money', { path: { id } })

/** Ids of the photos that the rider took at the door; each is at an address of its own. */
export const listDoorPhotos = async (id: string, signal?: AbortSignal) =>
  (await api('GET /v1/orders/{id}/door-photos', { path: { id }, signal })).items

export const addOrderNote = (id: string, text: string) =>
  api('POST /v1/admin/orders/{id}/notes', { path: { id }, body: { text } })

export const refundOrder = (key: string, body: Body<'POST /v1/admin/refunds'>) =>
  api('POST /v1/admin/refunds', { headers: { 'idempotency-key': key }, body })

export const creditCustomer = (key: string, body: Body<'POST /v1/admin/credits'>) =>
  api('POST /v1/admin/credits', { headers: { 'idempotency-key': key }, body })

export const reassignDelivery = (id: string, body: Body<'POST /v1/admin/deliveries/{id}/reassign'>) =>
  api('POST /v1/admin/deliveries/{id}/reassign', { path: { id }, body })

export const failDelivery = (id: string, body: Body<'POST /v1/admin/deliveries/{id}/fail'>) =>
  api('POST /v1/admin/deliveries/{id}/fail', { path: { id }, body })
export const sendDeliveryAgain = (id: string, body: Body<'POST /v1/admin/deliveries/{id}/send-again'>) =>
  api('POST /v1/admin/deliveries/{id}/send-again', { path: { id }, body })
export const endGoods = (id: string, body: Body<'POST /v1/admin/deliveries/{id}/goods'>) =>
  api('POST /v1/admin/deliveries/{id}/goods', { path: { id }, body })

export const getDispatchWhy = (id: string, signal?: AbortSignal) =>
  api('GET /v1/admin/deliveries/{id}/why', { path: { id }, signal })
export const lockDelivery = (id: string, body: Body<'POST /v1/admin/deliveries/{id}/lock'>) =>
  api('POST /v1/admin/deliveries/{id}/lock', { path: { id }, body })
export const unlockDelivery = (id: string, reason: string) =>
  api('POST /v1/admin/deliveries/{id}/unlock', { path: { id }, body: { reason } })

export const listRiders = (query: { store?: string; shift?: 'on' | 'off'; q?: string }, cursor?: string) =>
  api('GET /v1/admin/riders', { query: { ...query, limit: 50, cursor } })
export const getRider = (id: string) => api('GET /v1/admin/riders/{id}', { path: { id } })
export const releaseRider = (id: string, reason: string) =>
  api('POST /v1/admin/riders/{id}/release', { path: { id }, body: { reason } })
export const endRiderShift = (id: string, reason: string) =>
  api('POST /v1/admin/riders/{id}/end-shift', { path: { id }, body: { reason } })

export const listAreas = () => api('GET /v1/admin/areas')
export const previewArea = (id: string, area: StoreArea['area'], signal?: AbortSignal) =>
  api('POST /v1/admin/areas/{id}/preview', { path: { id }, body: { area }, signal })
export type AreaReach = Answer<'POST /v1/admin/areas/{id}/reach'>
export const reachArea = (id: string, minutes: number) =>
  api('POST /v1/admin/areas/{id}/reach', { path: { id }, body: { minutes } })
export const putArea = (id: string, body: Body<'PUT /v1/admin/areas/{id}'>) =>
  api('PUT /v1/admin/areas/{id}', { path: { id }, body })

export const listSlots = (store: string) => api('GET /v1/admin/slots', { query: { store } })
export type OrderMessages = Answer<'GET /v1/admin/orders/{id}/notifications'>
export const listOrderNotifications = (id: string) => api('GET /v1/admin/orders/{id}/notifications', { path: { id } })
export const resendLast = (id: string, body: Body<'POST /v1/admin/orders/{id}/notifications/resend'>) =>
  api('POST /v1/admin/orders/{id}/notifications/resend', { path: { id }, body })
export type SlotDayState = Answer<'GET /v1/admin/slot-days'>['items'][number]
export const listSlotDays = (store: string) => api('GET /v1/admin/slot-days', { query: { store } })
export const setSlotDay = (date: string, body: Body<'PUT /v1/admin/slot-days/{date}'>) =>
  api('PUT /v1/admin/slot-days/{date}', { path: { date }, body })
export const addSlots = (body: Body<'POST /v1/admin/slots'>) => api('POST /v1/admin/slots', { body })
export const changeSlot = (id: string, body: Body<'PATCH /v1/admin/slots/{id}'>) =>
  api('PATCH /v1/admin/slots/{id}', { path: { id }, body })
export const removeSlot = (id: string) => api('DELETE /v1/admin/slots/{id}', { path: { id } })

export type RoadClosure = Answer<'GET /v1/admin/road-closures'>['items'][number]
export const listClosures = (cursor?: string, signal?: AbortSignal) =>
  api('GET /v1/admin/road-closures', { query: { limit: 100, cursor }, signal })
export const closeRoad = (body: Body<'POST /v1/admin/road-closures'>) => api('POST /v1/admin/road-closures', { body })
export const reopenRoad = (id: string, reason: string) =>
  api('DELETE /v1/admin/road-closures/{id}', { path: { id }, body: { reason } })

export const getSurge = (id: string, signal?: AbortSignal) =>
  api('GET /v1/admin/stores/{id}/surge', { path: { id }, signal })
export type StoreLateCredit = Answer<'GET /v1/admin/stores/{id}/late-credit'>
export type LateCreditPolicy = Body<'PUT /v1/admin/stores/{id}/late-credit'>
/** Where a store says nothing of its own. */
export const getInstallationLateCredit = (signal?: AbortSignal) => api('GET /v1/admin/late-credit', { signal })
export const getLateCredit = (id: string, signal?: AbortSignal) =>
  api('GET /v1/admin/stores/{id}/late-credit', { path: { id }, signal })
/** Null: as the installation. */
export const putLateCredit = (id: string, body: LateCreditPolicy | null) =>
  body === null
    ? api('DELETE /v1/admin/stores/{id}/late-credit', { path: { id } })
    : api('PUT /v1/admin/stores/{id}/late-credit', { path: { id }, body })

export const putSurge = (id: string, body: SurgeSettings) =>
  api('PUT /v1/admin/stores/{id}/surge', { path: { id }, body })
