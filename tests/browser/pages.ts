import type { Page } from 'playwright-core'
import type { Role } from '../../contracts/identity.ts'
import type { Stage } from './stage.ts'

/** What stands in the addresses of pages: things of the demo city. */
export interface Places {
  /** A product of the demo store. */
  readonly productId: string
  /** One that was taken off the shelf. */
  readonly withdrawnId: string
  /** A root category. */
  readonly categoryId: string
  /** An order of the demo customer that was placed for this test. */
  readonly orderId: string
  /** One that waits for its card payment. */
  readonly unpaidId: string
  /** One that is being picked. */
  readonly pickedId: string
  /** One that was delivered. */
  readonly deliveredId: string
  /** An order that the demo picker has taken, and one that they have packed. */
  readonly pickId: string
  readonly packedId: string
  /** The order of the latter. */
  readonly packedOrderId: string
  /** The delivery of that order, once the demo rider has been asked. */
  readonly taskId?: string
}

export interface AppPage {
  /** The front door; its session is that of `as`. */
  readonly app: 'storefront' | 'rider' | 'console' | 'design' | 'gateway'
  /** Where it is, from the root. */
  readonly path: string | ((places: Places) => string)
  /** What the page shows beyond what it opens with; `states/` has these. */
  readonly state?: string
  /** Who looks at it; nobody unless told. */
  readonly as?: Role
  /** Another account than the first of its role, or somebody with a browser of their own. */
  readonly who?: string
  /** What has to be so in the city before the page is opened. `page` is on another address of the app meanwhile. */
  readonly before?: (stage: Stage, page: Page) => Promise<unknown>
  /** Opens what is to be looked at: a dialog, a form with an error. */
  readonly open?: (page: Page, stage: Stage) => Promise<unknown>
  /** On which screens, the first of which it is opened on; both unless told. */
  readonly screens?: readonly ('phone' | 'desktop')[]
  /** The API refuses something, which the browser tells as an error. */
  readonly refused?: boolean
  /** What is there when the page is: the name of its first heading (of level 1 unless told), or of another role. */
  readonly ready: {
    readonly name: RegExp
    readonly role?: 'heading' | 'region' | 'table' | 'button'
    readonly level?: number
  }
  /** Is not ours to mend or to translate: the reference and the sandbox are in English. */
  readonly englishOnly?: boolean
}

/**
 * Every page of every app, as it opens. Whoever adds a page adds a row: `pages.test.ts` looks at it on a phone and on a
 * desktop, in the light and in the dark, in Hindi and with large text. Dialogs and what comes about are in `states/`.
 */
export const pages: readonly AppPage[] = [
  { app: 'storefront', path: '/', ready: { name: /in \d+ minutes/ } },
  { app: 'storefront', path: ({ categoryId }) => `/category/${categoryId}`, ready: { name: /./ } },
  { app: 'storefront', path: '/search?q=milk', ready: { name: /milk/ } },
  { app: 'storefront', path: ({ productId }) => `/product/${productId}`, ready: { name: /./ } },
  { app: 'storefront', path: '/cart', ready: { name: /./ } },
  { app: 'storefront', path: '/nowhere', ready: { name: /./ } },
  { app: 'storefront', path: '/checkout', ready: { name: /Log in to order/ } },
  { app: 'storefront', path: '/orders', ready: { name: /Log in/ } },
  { app: 'storefront', path: '/account', ready: { name: /Log in/ } },
  { app: 'storefront', path: '/checkout', as: 'customer', ready: { name: /./ } },
  { app: 'storefront', path: '/orders', as: 'customer', ready: { name: /Your orders/ } },
  { app: 'storefront', path: '/orders?show=delivered', as: 'customer', ready: { name: /Your orders/ } },
  { app: 'storefront', path: ({ orderId }) => `/orders/${orderId}`, as: 'customer', ready: { name: /./ } },
  { app: 'storefront', path: ({ unpaidId }) => `/orders/${unpaidId}`, as: 'customer', ready: { name: /Pay/ } },
  { app: 'storefront', path: ({ pickedId }) => `/orders/${pickedId}`, as: 'customer', ready: { name: /./ } },
  {
    app: 'storefront',
    path: ({ deliveredId }) => `/orders/${deliveredId}`,
    as: 'customer',
    ready: { name: /Delivered/ },
  },
  {
    app: 'storefront',
    path: ({ deliveredId }) => `/orders/${deliveredId}/receipt`,
    as: 'customer',
    ready: { name: /Receipt/ },
  },
  ...['profile', 'addresses', 'wallet', 'notifications', 'inbox', 'devices', 'data'].map(
    (tab): AppPage => ({ app: 'storefront', path: `/account?tab=${tab}`, as: 'customer', ready: { name: /./ } }),
  ),

  { app: 'rider', path: '/rider', ready: { name: /./ } },
  { app: 'rider', path: '/rider', as: 'rider', ready: { name: /./ } },
  { app: 'rider', path: '/rider/money', as: 'rider', ready: { name: /./ } },
  { app: 'rider', path: '/rider/money?view=cash', as: 'rider', ready: { name: /./ } },
  { app: 'rider', path: '/rider/money?view=ratings', as: 'rider', ready: { name: /./ } },
  { app: 'rider', path: '/rider/demand', as: 'rider', ready: { name: /./ } },
  { app: 'rider', path: '/rider/me', as: 'rider', ready: { name: /./ } },

  { app: 'console', path: '/console', ready: { name: /Staff log in/ } },
  { app: 'console', path: '/console', as: 'admin', ready: { name: /Live orders/ } },
  { app: 'console', path: '/console/users', as: 'admin', ready: { name: /Users|लोग/ } },
  { app: 'console', path: '/console/audit', as: 'admin', ready: { name: /Audit trail|ऑडिट लॉग/ } },
  { app: 'console', path: '/console/api-clients', as: 'admin', ready: { name: /API/ } },
  { app: 'console', path: '/console/webhooks', as: 'admin', ready: { name: /Webhooks|वेबहुक/ } },
  { app: 'console', path: '/console/health', as: 'admin', ready: { name: /System health|सिस्टम की सेहत/ } },
  { app: 'console', path: '/console/security', as: 'admin', ready: { name: /My security|मेरी सुरक्षा/ } },
  { app: 'console', path: '/console/orders', as: 'admin', ready: { name: /Orders|ऑर्डर/ } },
  {
    app: 'console',
    path: ({ orderId }) => `/console/orders/${orderId}`,
    as: 'admin',
    ready: { name: /Order .+|ऑर्डर .+/ },
  },
  {
    app: 'console',
    path: ({ deliveredId }) => `/console/orders/${deliveredId}`,
    as: 'admin',
    ready: { name: /Order .+|ऑर्डर .+/ },
  },
  { app: 'console', path: ({ orderId }) => `/console?order=${orderId}`, as: 'admin', ready: { name: /Live orders/ } },
  { app: 'console', path: '/console/riders', as: 'admin', ready: { name: /Riders|राइडर/ } },
  { app: 'console', path: '/console/areas', as: 'admin', ready: { name: /Service areas|सेवा क्षेत्र/ } },
  { app: 'console', path: '/console/closures', as: 'admin', ready: { name: /Closed streets|बंद सड़कें/ } },
  { app: 'console', path: '/console/slots', as: 'admin', ready: { name: /Delivery windows|डिलीवरी समय/ } },
  { app: 'console', path: '/console/surge', as: 'admin', ready: { name: /Load and surge|लोड और सर्ज/ } },
  { app: 'console', path: '/console/store-cash', as: 'admin', ready: { name: /Riders’ cash|राइडरों का नकद/ } },
  { app: 'console', path: '/console/analytics', as: 'admin', ready: { name: /./ } },
  { app: 'console', path: '/console/merchandising/products', as: 'admin', ready: { name: /./ } },
  { app: 'console', path: '/console/merchandising/products?view=prices', as: 'admin', ready: { name: /./ } },
  {
    app: 'console',
    path: ({ productId }) => `/console/merchandising/products/${productId}`,
    as: 'admin',
    ready: { name: /./ },
  },
  { app: 'console', path: '/console/merchandising/products/new', as: 'admin', ready: { name: /./ } },
  { app: 'console', path: '/console/merchandising/offers/new', as: 'admin', ready: { name: /./ } },
  { app: 'console', path: '/console/merchandising/categories', as: 'admin', ready: { name: /./ } },
  { app: 'console', path: '/console/merchandising/imports', as: 'admin', ready: { name: /./ } },
  { app: 'console', path: '/console/merchandising/offers', as: 'admin', ready: { name: /./ } },
  { app: 'console', path: '/console/merchandising/campaigns', as: 'admin', ready: { name: /Campaigns|अभियान/ } },
  {
    app: 'console',
    path: '/console/merchandising/campaigns/new',
    as: 'admin',
    ready: { name: /New campaign|नया अभियान/ },
  },

  { app: 'console', path: '/console/picking', as: 'picker', ready: { name: /Picking|पिकिंग/ } },
  { app: 'console', path: ({ pickId }) => `/console/picking/${pickId}`, as: 'picker', ready: { name: /Order|ऑर्डर/ } },
  {
    app: 'console',
    path: ({ packedId }) => `/console/picking/${packedId}/slip`,
    as: 'picker',
    ready: { name: /Order|ऑर्डर/ },
  },
  { app: 'console', path: '/console/handover', as: 'picker', ready: { name: /./ } },
  { app: 'console', path: '/console/stock', as: 'manager', ready: { name: /Stock|स्टॉक/ } },
  { app: 'console', path: '/console/stock/receive', as: 'manager', ready: { name: /./ } },
  { app: 'console', path: '/console/store', as: 'manager', ready: { name: /Store|स्टोर/ } },
  { app: 'console', path: '/console/store-today', as: 'manager', ready: { name: /Today|आज/ } },

  { app: 'design', path: '/design', ready: { name: /design system/i } },

  { app: 'gateway', path: '/docs', ready: { name: /./ }, englishOnly: true },
  { app: 'gateway', path: '/docs/problems', ready: { name: /Problems/ }, englishOnly: true },
  { app: 'gateway', path: '/sandbox', ready: { name: /Sandbox/ }, englishOnly: true },
]
