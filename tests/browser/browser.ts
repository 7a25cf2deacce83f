import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const executablePath = process.env.TOKRI_CHROMIUM ?? '/usr/bin/chromium'

/** Why there is no browser here, or false. CI has one: there its absence is a failure and not a skip. */
export const noBrowser: string | false =
  existsSync(executablePath) || process.env.CI ? false : `needs Chromium at ${executablePath}, or TOKRI_CHROMIUM`

export const openBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })

export const screens = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1440, height: 900 } },
} as const

/**
 * A page that remembers what went wrong on it: errors of scripts, everything that the console calls an error, and
 * requests that came to nothing.
 * Without a service worker unless told: what it keeps would stand between a test and the server.
 */
export async function openPage(
  browser: Browser,
  screen: keyof typeof screens,
  { serviceWorkers = 'block' }: { serviceWorkers?: 'allow' | 'block' } = {},
): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
  const context = await browser.newContext({
    ...screens[screen],
    serviceWorkers,
    locale: 'en-IN',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('console', (message) => {
    // Software rendering says so, and a refused card is a 402 of the provider's.
    if (message.type() === 'error' && !/GPU|WebGL|swiftshader|status of 402/i.test(message.text()))
      faults.push(`console: ${message.text()} ${message.location().url}`.trimEnd())
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // A page that is left takes back what it asked for; and a test that cuts the connection knows, also where a service
    // worker answers that it has nothing.
    const known =
      serviceWorkers === 'allow'
        ? /ERR_ABORTED|ERR_INTERNET_DISCONNECTED|ERR_FAILED/
        : /ERR_ABORTED|ERR_INTERNET_DISCONNECTED/
    if (!known.test(reason)) faults.push(`request: ${request.url()}: ${reason}`)
  })
  return { page, context, faults }
}

export const noFaults = (faults: readonly string[]) => assert.deepEqual(faults, [])

/** Fills the provider's card form, which is in a frame of another origin. */
export async function fillCard(page: Page, number: string): Promise<void> {
  const frame = page.frameLocator('iframe').first()
  await frame.getByLabel(/card number/i).fill(number)
  await frame.getByLabel(/expir/i).fill('12 / 34')
  await frame.getByLabel(/cvc|security/i).fill('123')
}
