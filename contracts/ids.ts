import Type, { type Static } from 'typebox'
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid'

/** The prefix tells a reader what an id names; the rest is a UUIDv7 in hex, so ids sort by the time they were made. */
export const prefixes = {
  user: 'usr',
  session: 'ses',
  address: 'adr',
  product: 'prd',
  category: 'cat',
  store: 'sto',
  pick: 'pck',
  slot: 'slt',
  order: 'ord',
  payment: 'pay',
  refund: 'rfd',
  credit: 'crd',
  posting: 'pst',
  delivery: 'dlv',
  offer: 'ofr',
  deposit: 'dps',
  break: 'brk',
  round: 'rnd',
  notification: 'ntf',
  event: 'evt',
  photo: 'pht',
  message: 'msg',
  note: 'nte',
  issue: 'iss',
  proposal: 'prp',
  client: 'cli',
  webhook: 'whk',
  webhookDelivery: 'whd',
  campaign: 'cmp',
  roadClosure: 'rcl',
  savedFilter: 'sfl',
} as const

export type IdKind = keyof typeof prefixes

/** A new id of a kind, such as `ord_0198…`. */
export const newId = (kind: IdKind): string => `${prefixes[kind]}_${uuidv7().replaceAll('-', '')}`

/** What all ids of a prefix that are made from an instant on (epoch ms) sort after: ranges of ids are ranges of time. */
export const idFloor = (prefix: string, atMs: number): string => `${prefix}_${atMs.toString(16).padStart(12, '0')}`

const namespace = '6f2d7c0e-6c1b-5b7e-9a55-0d9f3f1c7b42'

/** The id of what has a name of its own, such as a sku: the same name gives the same id (UUIDv5), in every copy of Tokri. */
export const namedId = (kind: IdKind, name: string): string =>
  `${prefixes[kind]}_${uuidv5(`${kind}:${name}`, namespace).replaceAll('-', '')}`

const idOf = (kind: IdKind) =>
  Type.String({ pattern: `^${prefixes[kind]}_[0-9a-f]{32}$`, description: `Id of the ${kind}`, maxLength: 40 })

export const UserId = idOf('user')
export const SessionId = idOf('session')
export const AddressId = idOf('address')
export const ProductId = idOf('product')
export const CategoryId = idOf('category')
export const StoreId = idOf('store')
export const PickId = idOf('pick')
export const OrderId = idOf('order')
export const PaymentId = idOf('payment')
export const RefundId = idOf('refund')
export const DeliveryId = idOf('delivery')
export const OfferId = idOf('offer')
export const DepositId = idOf('deposit')
export const BreakId = idOf('break')
export const NotificationId = idOf('notification')
export const EventId = idOf('event')
export const PhotoId = idOf('photo')
export const ClientId = idOf('client')
export const WebhookId = idOf('webhook')
export const RoadClosureId = idOf('roadClosure')
export const WebhookDeliveryId = idOf('webhookDelivery')
export const SavedFilterId = idOf('savedFilter')
export const CampaignId = idOf('campaign')

export type Id = Static<typeof UserId>
