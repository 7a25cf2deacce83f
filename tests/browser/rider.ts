import type { Page } from 'playwright-core'

/** Slides by keyboard: pressed twice, as one does without a finger. */
export async function slide(page: Page, name: RegExp): Promise<void> {
  const button = page.getByRole('button', { name })
  await button.press('Enter')
  await page.getByRole('button', { name: /^Press again/ }).press('Enter')
}
