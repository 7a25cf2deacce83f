import type { Page } from 'playwright-core'
import type { AppPage } from '../pages.ts'

/** Presses a button, the first of that name. */
export const press =
  (name: string | RegExp) =>
  (page: Page): Promise<void> =>
    page.getByRole('button', { name }).first().click()
/** Waits for a dialog to be open. */
export const dialog = (page: Page) => page.getByRole('dialog').first().waitFor()
/** Presses a button that opens a dialog. */
export const opens = (name: string | RegExp) => async (page: Page) => {
  await press(name)(page)
  await dialog(page)
}
/** Whatever the first heading of the page says. */
export const any = { name: /./ }

/** A state of a page of the storefront: a guest's, or the demo customer's own. */
export const shop = (path: AppPage['path'], state: string, more: Partial<AppPage>): AppPage => ({
  app: 'storefront',
  path,
  state,
  ready: any,
  ...more,
})
export const own = (path: AppPage['path'], state: string, more: Partial<AppPage>) =>
  shop(path, state, { as: 'customer', ...more })
/** Of the rider app, of the demo rider. */
export const rides = (path: AppPage['path'], state: string, more: Partial<AppPage>): AppPage => ({
  app: 'rider',
  path,
  state,
  as: 'rider',
  ready: any,
  ...more,
})
/** Of the console, of the demo admin; `path` begins after `/console`. */
export const staff = (path: AppPage['path'], state: string, more: Partial<AppPage>): AppPage => ({
  app: 'console',
  path: typeof path === 'string' ? `/console${path}` : (places) => `/console${path(places)}`,
  state,
  as: 'admin',
  ready: any,
  ...more,
})

/** The map opens by itself where it can, or is asked for. */
export async function showMap(page: Page): Promise<void> {
  const map = page.getByRole('region', { name: 'Map with your rider' })
  const show = page.getByRole('button', { name: 'Show the map' })
  await map.or(show).first().waitFor()
  if (await show.isVisible()) await show.click().catch(() => {})
  await map.waitFor()
}

/** Opens the first row of a table, which is a dialog. */
export function rowOf(table: string) {
  return async (page: Page) => {
    await page.getByRole('table', { name: table }).getByRole('row').nth(1).click()
    await dialog(page)
  }
}
