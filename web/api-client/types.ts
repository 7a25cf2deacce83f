/** The shapes of the API by the names that pages use: all of them come from `/openapi.json` (`npm run api`). */
import type { Order, ProductPage, Quote } from './generated/api.d.ts'
import type { Answer } from './http.ts'

export type {
  Address,
  AddressInput,
  Api,
  Cart,
  CartLine,
  Category,
  Channel,
  City,
  DeliveryTerms,
  DropOff,
  InboxItem,
  Language,
  LiveMessage,
  Money,
  Offer,
  Order,
  OrderBrief,
  OrderLine,
  OrderStatus,
  PaymentMethod,
  PlaceOrder,
  Point,
  Preferences,
  ProductCard,
  ProductDetail,
  ProductPage,
  ProfileChange,
  Quote,
  QuoteProblem,
  Receipt,
  Role,
  Session,
  Store,
  Totals,
  Tracking,
  User,
  Wallet,
} from './generated/api.d.ts'

export type Facets = NonNullable<ProductPage['facets']>
export type Suggestion = Answer<'GET /v1/suggest'>['items'][number]
export type GeoPlace = Answer<'GET /v1/reverse'>
export type Serviceability = Answer<'GET /v1/serviceability'>
export type HistoryEntry = Order['history'][number]
export type QuoteLine = Quote['lines'][number]

export type LiveCity = Answer<'GET /v1/admin/live'>
export type LiveRider = LiveCity['riders'][number]
export type LiveOrder = LiveCity['orders'][number]
export type StoreBrief = LiveCity['stores'][number]
export type Vehicle = LiveRider['vehicle']
export type AdminOrder = Answer<'GET /v1/admin/orders'>['items'][number]

export interface PageOf<T> {
  items: T[]
  next: string | null
}
