import * as deliveries from '../../../contracts/deliveries.ts'
import type { EventType } from '../../../contracts/event.ts'
import { newId } from '../../../contracts/ids.ts'
import * as orders from '../../../contracts/orders.ts'
import * as payments from '../../../contracts/payments.ts'
import { type WebhookEvent, webhookEvents } from '../../../contracts/webhooks.ts'
import type { Reaction } from '../../../kit/reactions.ts'
import type { NotificationsContext } from '../context.ts'
import { addDeliveries } from '../store/webhooks.ts'
import { payloadOf } from './domain.ts'

const isEventType = (each: unknown): each is EventType =>
  typeof each === 'object' && each !== null && 'name' in each && 'version' in each

const types = [orders, payments, deliveries]
  .flatMap((contract) => Object.values(contract) as unknown[])
  .filter(isEventType)
  .filter((type) => webhookEvents.includes(type.name as WebhookEvent))

/** Adds to what a service does on an event that partners hear of it: a service has one reaction per event. */
export function withWebhooks(reactions: readonly Reaction<NotificationsContext>[]): Reaction<NotificationsContext>[] {
  const others = reactions.filter(({ event }) => !types.some((type) => type.name === event.name))
  return [
    ...others,
    ...types.map((event): Reaction<NotificationsContext> => {
      const own = reactions.find((each) => each.event.name === event.name)
      return {
        event,
        async run(events, tx, context) {
          await own?.run(events, tx, context)
          await addDeliveries(
            tx,
            events.map((each) => ({
              id: each.id,
              name: each.name,
              payload: payloadOf(each),
              deliveryId: newId('webhookDelivery'),
            })),
            context.clock.now(),
          )
        },
      }
    }),
  ]
}
