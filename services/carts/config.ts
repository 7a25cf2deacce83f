import { integer } from '../../kit/config.ts'

export const cartsConfig = {
  deliveryFeePaise: integer('TOKRI_CARTS_DELIVERY_FEE_PAISE', {
    default: 2_500,
    help: 'Delivery fee within the near distance.',
  }),
  nearM: integer('TOKRI_CARTS_NEAR_M', { default: 2_000, help: 'Road metres that the delivery fee covers.' }),
  perKmPaise: integer('TOKRI_CARTS_PER_KM_PAISE', {
    default: 600,
    help: 'Added for each further kilometre, begun ones whole.',
  }),
  freeDeliveryPaise: integer('TOKRI_CARTS_FREE_DELIVERY_PAISE', {
    default: 29_900,
    help: 'Items from this total are delivered free.',
  }),
  smallCartPaise: integer('TOKRI_CARTS_SMALL_CART_PAISE', {
    default: 9_900,
    help: 'Items below this total pay the small-cart fee.',
  }),
  smallCartFeePaise: integer('TOKRI_CARTS_SMALL_CART_FEE_PAISE', { default: 1_500, help: 'The small-cart fee.' }),
  feeGstBasisPoints: integer('TOKRI_CARTS_FEE_GST', {
    default: 1_800,
    max: 5_000,
    help: 'Tax contained in fees, basis points.',
  }),
  abandonedMinutes: integer('TOKRI_CARTS_ABANDONED_MINUTES', {
    default: 120,
    min: 1,
    help: 'A cart left for so long counts as abandoned.',
  }),
  couponHoldMinutes: integer('TOKRI_CARTS_COUPON_HOLD_MINUTES', {
    default: 10,
    min: 1,
    help: 'What an order takes from the budget of a coupon while it is placed is kept so long before orders are asked about it.',
  }),
  guestDays: integer('TOKRI_CARTS_GUEST_DAYS', {
    default: 30,
    min: 1,
    help: 'Carts of guests are dropped after so many days.',
  }),
}
