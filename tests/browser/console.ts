import type { Browser, Page } from 'playwright-core'
import { password } from '../shop.ts'
import { openPage, type screens } from './browser.ts'

/** A small shop has no streets: the pages of staff go without a map there, and say so. */
export const withoutMap = (faults: readonly string[]) =>
  faults.filter((fault) => !/status of 503|\/map\/style/.test(fault))

export const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

/** From the log-in page to the first page that somebody has. */
export async function logIn(page: Page, url: string, email: string, first = 'Live orders'): Promise<void> {
  await page.goto(`${url}/console`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(email.endsWith('@demo.tokri') ? 'tokri-demo' : password)
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
  await heading(page, first).waitFor()
}

/** Somebody of the staff, on a desktop unless told, at a page of the console. */
export async function openConsole(
  browser: Browser,
  url: string,
  email: string,
  path: string,
  title: string,
  screen: keyof typeof screens = 'desktop',
) {
  const opened = await openPage(browser, screen)
  await logIn(opened.page, url, email)
  await opened.page.goto(`${url}/console${path}`)
  await heading(opened.page, title).waitFor()
  return opened
}

export async function openPalette(page: Page) {
  const palette = page.getByRole('dialog', { name: 'Search and commands' })
  await page.keyboard.press('Control+k')
  await palette.waitFor()
  return palette
}
