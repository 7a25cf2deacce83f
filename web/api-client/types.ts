/** The shapes of the API, as types of the contracts. Types only: no schema reaches the browser. */
import type { Static } from 'typebox'
import type { DeliveryTerms as DeliveryTermsSchema, Offer as OfferSchema } from '../../contracts/carts.ts'
import type {
  ProductCard as CardSchema,
  ProductDetail as DetailSchema,
  Facets as FacetsSchema,
  Suggestion as SuggestionSchema,
} from '../../contracts/catalogue.ts'
import type {
  City as CitySchema,
  GeoPlace as GeoPlaceSchema,
  LiveSnapshot,
  Vehicle as VehicleSchema,
} from '../../contracts/deliveries.ts'
import type { OutputOf } from '../../contracts/operation.ts'
import type { OrderBrief } from '../../contracts/orders.ts'
import type {
  Serviceability as ServiceabilityOf,
  Store,
  StoreBrief as StoreBriefSchema,
} from '../../contracts/stores.ts'
import type { Language as LanguageSchema } from '../../contracts/users.ts'

export type { Cart, CartLine, Quote, QuoteLine, QuoteProblem, Totals } from '../../contracts/carts.ts'
export type { Category, ProductPage } from '../../contracts/catalogue.ts'
export type { Tracking } from '../../contracts/deliveries.ts'
export type { Point } from '../../contracts/geo.ts'
export type { Role } from '../../contracts/identity.ts'
export type { LiveMessage } from '../../contracts/live.ts'
export type { Money } from '../../contracts/money.ts'
export type { Channel, InboxItem, Preferences } from '../../contracts/notifications.ts'
export type {
  HistoryEntry,
  Order,
  OrderBrief,
  OrderLine,
  OrderStatus,
  PaymentMethod,
  PlaceOrder,
  Receipt,
} from '../../contracts/orders.ts'
export type { Wallet } from '../../contracts/payments.ts'
export type { Store } from '../../contracts/stores.ts'
export type { Address, AddressInput, DropOff, ProfileChange, Session, User } from '../../contracts/users.ts'

export type ProductCard = Static<typeof CardSchema>
export type ProductDetail = Static<typeof DetailSchema>
export type Suggestion = Static<typeof SuggestionSchema>
export type Facets = Static<typeof FacetsSchema>
export type Language = Static<typeof LanguageSchema>
export type Vehicle = Static<typeof VehicleSchema>
export type StoreBrief = Static<typeof StoreBriefSchema>
export type City = Static<typeof CitySchema>
export type GeoPlace = Static<typeof GeoPlaceSchema>
export type Offer = Static<typeof OfferSchema>
export type DeliveryTerms = Static<typeof DeliveryTermsSchema>

/** Where a place is served, also what delivery costs there. */
export type Serviceability =
  | (Extract<ServiceabilityOf, { serviceable: true }> & { fees: DeliveryTerms })
  | Extract<ServiceabilityOf, { serviceable: false }>

export interface PageOf<T> {
  items: T[]
  next: string | null
}

type Snapshot = OutputOf<typeof LiveSnapshot>
export type LiveRider = Snapshot['riders'][number]
export type LiveOrder = Snapshot['orders'][number]
export interface LiveCity extends Snapshot {
  stores: Pick<Store, 'id' | 'name' | 'point' | 'open'>[]
}

export type AdminOrder = OrderBrief & { userName: string; riderName?: string }
