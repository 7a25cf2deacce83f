import type { AppPage, Places } from '../pages.ts'
import { opens, own, press, rides, showMap, staff } from './steps.ts'

const waits = 'rider-4'
const task = ({ taskId }: Places) => `/rider/tasks/${taskId}`
/** A delivery from the offer to the rating, as the rider, the customer and staff see it. */
export const onTheRoad: AppPage[] = [
  rides('/rider', 'by password', { as: undefined, open: press('With email and password instead') }),
  rides('/rider', 'waiting for orders', {
    who: waits,
    ready: { name: /Waiting for orders/ },
    before: (stage) => stage.shift('on', waits),
  }),
  rides('/rider', 'breaks and end of shift', {
    who: waits,
    ready: { name: /Waiting for orders/ },
    open: opens(/^Breaks and end of shift/),
  }),
  rides('/rider', 'on a break', {
    who: waits,
    ready: { name: /You are on a break/ },
    before: (stage) => stage.shift('break', waits),
  }),
  rides('/rider', 'an offer', { ready: { name: /New order/ }, before: (stage) => stage.bring('offered') }),
  rides('/rider', 'declining an offer', {
    ready: { name: /New order/ },
    before: (stage) => stage.bring('offered'),
    open: opens('Decline'),
  }),
  rides('/rider/money', 'an offer above it', { before: (stage) => stage.bring('offered') }),
  rides('/rider', 'an order in hand', {
    ready: { name: /in hand|New order|One more/ },
    before: (stage) => stage.bring('accepted'),
  }),
  rides(task, 'to the store', { before: (stage) => stage.bring('accepted') }),
  rides(task, 'giving it back', {
    before: (stage) => stage.bring('accepted'),
    open: opens('I cannot do this order'),
  }),
  rides(task, 'at the store, with other bags', {
    before: (stage) => stage.bring('at_store'),
    open: (page) => page.getByLabel('Code on the bags').fill('WRONG'),
  }),
  rides(task, 'to the door', { before: (stage) => stage.bring('picked_up') }),
  own(({ packedOrderId }) => `/orders/${packedOrderId}`, 'the rider is on the way', {
    before: (stage) => stage.bring('picked_up'),
    open: showMap,
  }),
  own(({ packedOrderId }) => `/orders/${packedOrderId}`, 'writing to the rider', {
    before: (stage) => stage.write('The blue gate, please'),
    open: opens('Message your rider'),
  }),
  staff(({ packedOrderId }) => `?order=${packedOrderId}`, 'an order on the road', {}),
  rides(task, 'at the door', { before: (stage) => stage.bring('arriving') }),
  rides(task, 'nobody is there', {
    before: (stage) => stage.bring('arriving'),
    async open(page) {
      await opens('I cannot hand it over')(page)
      await press('Nobody is there')(page)
    },
  }),
  rides(({ taskId }) => `/rider/tasks/${taskId}/messages`, 'with the customer', {
    before: (stage) => stage.bring('arriving'),
  }),
  staff(({ packedOrderId }) => `/orders/${packedOrderId}`, 'a photo of the door', {
    before: (stage) => stage.photograph(),
    async open(page) {
      await press(/^Bags at the door/)(page)
      await page.getByRole('dialog').locator('img').waitFor()
    },
  }),
  rides(task, 'over', { before: (stage) => stage.bring('delivered') }),
  rides('/rider/money?view=cash', 'handing cash in', { open: opens('Hand cash in') }),
  own(({ packedOrderId }) => `/orders/${packedOrderId}`, 'rating it', {
    before: (stage) => stage.bring('delivered'),
    ready: { name: /Delivered/ },
    open: (page) => page.getByRole('radio', { name: '2 stars' }).click(),
  }),
  own(({ pickedId }) => `/orders/${pickedId}`, 'another product is proposed', {
    before: (stage) => stage.propose(),
    async open(page) {
      await page.getByRole('timer', { name: 'Time to answer' }).waitFor()
    },
  }),
  staff(({ pickId }) => `/picking/${pickId}`, 'the customer is asked', {
    as: 'picker',
    before: (stage) => stage.propose(),
  }),
]
