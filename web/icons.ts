/**
 * node web/icons.ts: draws the icons of the installed apps from favicon.svg into public/icons, with Chromium. They are in
 * git, since a build needs no browser; run it again when the mark changes.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const ground = '#0b5a55'
/** Of a maskable icon only the middle four fifths are sure to be seen. */
const icons = [
  { name: '180', size: 180, mark: 1 },
  { name: '192', size: 192, mark: 1 },
  { name: '512', size: 512, mark: 1 },
  { name: 'maskable-192', size: 192, mark: 0.78 },
  { name: 'maskable-512', size: 512, mark: 0.78 },
]

const svg = (await readFile(at('./public/favicon.svg'))).toString('base64')
await mkdir(at('./public/icons'), { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.TOKRI_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
for (const { name, size, mark } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const filled = mark < 1 || name === '180' ? ground : 'transparent'
  await page.setContent(
    `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${filled}">
     <img width="${size * mark}" src="data:image/svg+xml;base64,${svg}"></body>`,
  )
  await page.locator('img').evaluate((image) => (image as HTMLImageElement).decode())
  await page.screenshot({ path: at(`./public/icons/${name}.png`), omitBackground: true })
  await page.close()
}
await browser.close()
