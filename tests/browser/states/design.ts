import type { AppPage } from '../pages.ts'
import { any, opens, press } from './steps.ts'

/** The design system: what is not open when the page is. */
export const ofDesign: AppPage[] = [
  ['Open the dialog', 'Open the drawer', 'Drawer from the other side', 'Sheet from below', 'Dialog without a head'],
  ['Cancel this order', 'Cancelling, and it fails', 'Open the sheet'],
]
  .flat()
  .map((button) => ({ app: 'design', path: '/design', state: button, ready: any, open: opens(button) }))
ofDesign.push(
  { app: 'design', path: '/design', state: 'more deeds', ready: any, open: press('More deeds') },
  {
    app: 'design',
    path: '/design',
    state: 'a map and the camera',
    ready: any,
    async open(page) {
      await press('Where there is no camera')(page)
      await press('Read a code with the camera')(page)
      await page.getByText('Read: K7QF-2MXA').waitFor()
      await page.getByRole('heading', { name: 'Maps and pins' }).scrollIntoViewIfNeeded()
      await page.getByRole('region', { name: 'Map with pins' }).getByRole('img', { name: 'Rider' }).first().waitFor()
    },
  },
)
