import type { AppPage } from '../pages.ts'
import { dialog, opens, press, rowOf, staff } from './steps.ts'

/** The console: its dialogs and forms. */
export const ofStaff: AppPage[] = [
  staff('', 'the palette', {
    async open(page) {
      await page.keyboard.press('Control+k')
      await dialog(page)
      await page.getByRole('combobox', { name: 'Search and commands' }).fill('or')
      await page.getByRole('listbox', { name: 'Results' }).getByRole('option').first().waitFor()
    },
  }),
  staff('', 'help for the keyboard', {
    async open(page) {
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    },
  }),
  staff('', 'its sections', { screens: ['phone'], open: opens('Open the navigation') }),
  staff('', 'the account', { screens: ['desktop'], open: press(/Asha Admin/) }),
  staff('/users', 'a person', { open: rowOf('Users') }),
  staff('/users', 'saved filters', { screens: ['desktop', 'phone'], open: press('Saved filters') }),
  staff('/orders', 'filters', { screens: ['phone'], open: opens(/^Filters/) }),
  staff('/api-clients', 'a new one', { open: opens('New API client') }),
  staff('/api-clients', 'its secret', {
    async open(page) {
      await opens('New API client')(page)
      const form = page.getByRole('dialog')
      await form.getByLabel('Name').fill('Kitchen display')
      await form.getByRole('checkbox').first().check()
      await form.getByRole('button', { name: 'Create' }).click()
      await page.getByRole('dialog', { name: /^Secret of/ }).waitFor()
    },
  }),
  staff('/api-clients', 'revoking', { open: opens('Revoke') }),
  staff('/webhooks', 'a new one', { open: opens('New webhook') }),
  staff('/audit', 'a change', { open: rowOf('Audit trail') }),
  staff('/security', 'a second step', {
    async open(page) {
      await opens('Set up a second step')(page)
      await page.getByLabel('Your password').fill('tokri-demo')
      await press('Continue')(page)
      await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    },
  }),
  staff(({ orderId }) => `/orders/${orderId}`, 'cancelling', { open: opens('Cancel order') }),
  staff(({ deliveredId }) => `/orders/${deliveredId}`, 'refunding', { open: opens('Refund') }),
  staff(({ deliveredId }) => `/orders/${deliveredId}`, 'crediting', { open: opens('Credit wallet') }),
  staff(({ packedOrderId }) => `/orders/${packedOrderId}`, 'another rider', { open: opens('Reassign') }),
  staff(({ packedOrderId }) => `/orders/${packedOrderId}`, 'kept for a rider', { open: opens('Keep for a rider') }),
  staff('/riders', 'a rider', { open: rowOf('Riders') }),
  staff('/areas', 'saving another outline', {
    async open(page) {
      await press('10 m to the west')(page)
      await press('Save the area')(page)
      await dialog(page)
    },
  }),
  staff('/closures', 'no street there', {
    refused: true,
    async open(page) {
      await page.getByRole('textbox', { name: 'Latitude, longitude' }).fill('10.5, 80.5')
      await page.getByRole('textbox', { name: 'Reason' }).fill('Water main')
      await press('Close the street')(page)
      await page.getByRole('alert').waitFor()
    },
  }),
  staff('/slots', 'a window that is there', {
    refused: true,
    async open(page) {
      await page.getByRole('button', { name: 'Remove Monday at 10:00' }).waitFor()
      await press('Add window')(page)
      await page.getByRole('alert').waitFor()
    },
  }),
  staff('/slots', 'changing a window', { open: opens(/^Change Monday/) }),
  staff('/slots', 'moving a window to where one is', {
    refused: true,
    async open(page) {
      await opens(/^Change Monday/)(page)
      const form = page.getByRole('dialog')
      await form.getByRole('combobox', { name: 'Day' }).selectOption({ label: 'Tuesday' })
      await form.getByRole('button', { name: 'Save' }).click()
      await form.getByRole('alert').waitFor()
    },
  }),
  staff('/slots', 'removing a window', { open: opens(/^Remove Monday/) }),
  staff('/merchandising/products', 'many chosen, off the shelf', {
    async open(page) {
      await page.getByRole('checkbox', { name: 'Select all' }).check()
      await opens('Take off the shelf')(page)
    },
  }),
  staff('/merchandising/products', 'many chosen', {
    open: (page) => page.getByRole('checkbox', { name: 'Select all' }).check(),
  }),
  staff(({ productId }) => `/merchandising/products/${productId}`, 'off the shelf', {
    open: opens('Take off the shelf'),
  }),
  staff('/merchandising/categories', 'a new one', { open: opens('Add a category') }),
  staff('/merchandising/offers', 'one of them', {
    async open(page) {
      await page.getByRole('main').getByRole('table').getByRole('link').first().click()
      await page.getByRole('form', { name: 'Rules' }).waitFor()
    },
  }),
  staff('/merchandising/imports', 'a preview', {
    async open(page) {
      const csv = 'store,sku,price,mrp\n*,NO-SUCH,1,1\n'
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'monday.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
      await page.getByRole('table', { name: 'Rows of the file' }).getByText('There is no product').waitFor()
    },
  }),
  staff('/merchandising/campaigns/new', 'kept, then sent', {
    async open(page) {
      const form = page.getByRole('main')
      await form.getByLabel('Name', { exact: true }).fill('Monday')
      for (const label of ['Title', 'Text'])
        for (const field of await form.getByLabel(label, { exact: true }).all()) await field.fill('Fresh mangoes')
      await form.getByRole('checkbox', { name: 'Email' }).check()
      await press('Save draft')(page)
      await page.getByRole('heading', { level: 1, name: 'Monday' }).waitFor()
      await opens('Send…')(page)
    },
  }),
  staff(({ pickId }) => `/picking/${pickId}`, 'a product is short', { as: 'picker', open: opens('Short') }),
  staff(({ pickId }) => `/picking/${pickId}`, 'no camera', {
    as: 'picker',
    async open(page) {
      await opens('Scan with the camera')(page)
      await page.getByText('The camera could not be opened.').waitFor()
    },
  }),
  ...['Receive', 'Count', 'Waste', 'Place', 'Ledger'].map((tab) =>
    staff('/stock', `a product: ${tab}`, {
      as: 'manager',
      async open(page) {
        await rowOf('Stock')(page)
        await page.getByRole('tab', { name: tab }).click()
      },
    }),
  ),
  staff('/stock/receive', 'a preview', {
    as: 'manager',
    async open(page) {
      await page.getByLabel('Delivery note number').fill('DN-1')
      await page.getByRole('textbox', { name: 'Lines' }).fill('NO-SUCH, 5')
      await press('Preview')(page)
      await page.getByText('Unknown code').first().waitFor()
    },
  }),
  staff('/store', 'opening hours that overlap', {
    as: 'manager',
    async open(page) {
      await page.getByLabel('Closes on Monday', { exact: true }).fill('13:00')
      await press('Add hours on Monday')(page)
      await page.getByLabel('Opens on Monday (2)', { exact: true }).fill('12:00')
      await page
        .getByText(/^Overlaps /)
        .first()
        .waitFor()
    },
  }),
  staff('/store-cash', 'counting', { as: 'manager', before: (stage) => stage.deposit(5), open: opens(/^Count/) }),
  staff('/store-cash', 'refusing', { as: 'manager', open: opens(/^Refuse/) }),
]
