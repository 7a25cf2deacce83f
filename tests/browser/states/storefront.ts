import type { Page } from 'playwright-core'
import type { AppPage } from '../pages.ts'
import type { Stage } from '../stage.ts'
import { opens, own, press, shop, showMap } from './steps.ts'

/** The storefront of a guest: a place, a login, a search. */
export const ofGuests: AppPage[] = [
  shop('/', 'choosing a place', { open: opens(/Deliver to:/) }),
  shop('/', 'looking for an address', {
    async open(page) {
      await opens(/Deliver to:/)(page)
      await page.getByRole('searchbox', { name: 'Search for your address' }).fill('park')
      await page.getByRole('list', { name: 'Addresses found' }).getByRole('button').first().waitFor()
    },
  }),
  shop('/', 'setting a pin', {
    async open(page) {
      await opens(/Deliver to:/)(page)
      await press('Choose on the map')(page)
      await page.getByRole('region', { name: 'Map with your pin' }).waitFor()
      await page.getByText(/ delivers here in /).waitFor()
    },
  }),
  shop('/', 'outside every area', {
    who: 'far away',
    async open(page) {
      const place = { point: { lat: 22.2, lng: 88.1 }, label: 'Home', line1: '4 Far Road' }
      await page.evaluate(`tokriLook.keep('tokri.place', ${JSON.stringify(place)})`)
      await page.getByRole('heading', { level: 1, name: 'We are not here yet' }).waitFor()
    },
  }),
  shop('/', 'logging in', { open: opens('Log in') }),
  shop('/', 'logging in by phone', {
    async open(page) {
      await opens('Log in')(page)
      await page.getByRole('tab', { name: 'Phone code' }).click()
      await page.getByRole('textbox', { name: 'Phone number' }).waitFor()
    },
  }),
  shop('/', 'creating an account', {
    async open(page) {
      await opens('Log in')(page)
      await press('I am new here')(page)
    },
  }),
  shop('/', 'words to choose from', {
    async open(page) {
      await page.getByRole('combobox', { name: 'Search products' }).fill('mil')
      await page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').first().waitFor()
    },
  }),
  shop('/search?q=qqzzxxy', 'nothing found', {}),
  shop('/search', 'nothing asked', {}),
  shop(({ categoryId }) => `/category/${categoryId}`, 'filters', { open: opens(/^Filters/) }),
  shop(({ categoryId }) => `/category/${categoryId}?off=10`, 'filtered', {}),
  shop(({ withdrawnId }) => `/product/${withdrawnId}`, 'no longer sold', {
    refused: true,
    ready: { name: /is no longer sold$/ },
  }),
  shop(({ productId }) => `/product/${productId}`, 'a guest with one pack', {
    who: 'guest with goods',
    async open(page) {
      await page.getByRole('region', { name: 'Price and quantity' }).getByRole('button', { name: /^Add / }).click()
      await page.getByRole('button', { name: /^Cart: 1 item/ }).waitFor()
    },
  }),
  shop('/cart', 'a guest with one pack', { who: 'guest with goods' }),
]

/** In the cart, for an address of the store that has them. */
async function goods(stage: Stage, page: Page): Promise<void> {
  await stage.fillCart()
  await page.evaluate(`tokriLook.keep('tokri.place', ${JSON.stringify(stage.place)})`)
}

/** Of the demo customer: a cart with goods, the checkout, orders that stand still. */
export const ofCustomers: AppPage[] = [
  own('/', 'with goods', { before: goods }),
  own('/search?q=milk', 'with goods', { before: goods }),
  own('/', 'the cart beside it', {
    before: goods,
    screens: ['desktop', 'phone'],
    open: opens(/^Cart: .*\d/),
  }),
  own('/cart', 'with goods', { before: goods }),
  own('/cart', 'tip, gift note and a time', {
    before: goods,
    async open(page) {
      await page.getByRole('group', { name: 'Tip your rider' }).getByRole('button', { name: '₹30' }).click()
      await page.getByRole('textbox', { name: /^Words for the card/ }).fill('Happy birthday')
      await page.getByRole('radio', { name: 'Later' }).click()
      await page.getByRole('combobox', { name: 'Day' }).waitFor()
    },
  }),
  own('/cart', 'a coupon is refused', {
    before: goods,
    refused: true,
    async open(page) {
      const coupon = page.getByRole('region', { name: 'Coupon' })
      await coupon.getByRole('textbox', { name: 'Coupon code' }).fill('NOSUCH')
      await coupon.getByRole('button', { name: 'Apply' }).click()
      await coupon.getByRole('alert').waitFor()
    },
  }),
  own('/checkout', 'with goods, fees explained', {
    before: goods,
    async open(page) {
      await page
        .getByText(/^Ride to your door|^For items below/)
        .first()
        .waitFor()
      await page.getByRole('radio', { name: /^Ask me/ }).click()
    },
  }),
  own('/checkout', 'another address', {
    async open(page) {
      await opens(/^Add an address/)(page)
    },
  }),
  own('/account?tab=data', 'deleting the account', { open: opens('Delete my account') }),
  own('/account?tab=addresses', 'another address', { open: opens(/^Add an address/) }),
  own(({ orderId }) => `/orders/${orderId}`, 'cancelling', { open: opens('Cancel the order') }),
  own(({ orderId }) => `/orders/${orderId}`, 'asking for help', { open: opens('Get help') }),
  own(({ unpaidId }) => `/orders/${unpaidId}`, 'paying another way', {
    ready: { name: /Pay/ },
    open: opens('Pay another way'),
  }),
  own(({ pickedId }) => `/orders/${pickedId}`, 'the map', { open: (page) => showMap(page) }),
  own(({ deliveredId }) => `/orders/${deliveredId}`, 'reporting a problem', {
    async open(page) {
      await opens('Report a problem')(page)
      await page.getByRole('radio', { name: 'Something is damaged or spoiled' }).click()
    },
  }),
  own(({ deliveredId }) => `/orders/${deliveredId}/receipt`, 'on paper', {
    ready: { name: /Receipt/ },
    open: (page) => page.emulateMedia({ media: 'print' }),
  }),
]
