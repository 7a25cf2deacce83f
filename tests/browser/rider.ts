import type { Page } from 'playwright-core'

/** Slides by keyboard: pressed twice, as one does without a finger. */
export async function slide(page: Page, name: RegExp): Promise<void> {
  const button = page.getByRole('button', { name })
  await button.press('Enter')
  await page.getByRole('button', { name: /^Press again/ }).press('Enter')
}

/** What a rider says to be right before a shift. */
export async function passChecks(page: Page): Promise<void> {
  for (const check of [/brakes/, /Bag is clean/, /may see where I am/])
    await page.getByRole('button', { name: check }).click()
}
