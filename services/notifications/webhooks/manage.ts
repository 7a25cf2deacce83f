import { randomBytes } from 'node:crypto'
import { StaffActed } from '../../../contracts/audit.ts'
import type { Actor } from '../../../contracts/identity.ts'
import { newId } from '../../../contracts/ids.ts'
import { type Webhook, type WebhookInput, webhooks } from '../../../contracts/webhooks.ts'
import { seal } from '../../../kit/seal.ts'
import { message, type Tx } from '../../../kit/sql.ts'
import type { NotificationsContext } from '../context.ts'
import {
  addDelivery,
  addWebhook,
  countWebhooks,
  lockWebhook,
  redeliver,
  removeWebhook,
  saveSecret,
  saveWebhook,
} from '../store/webhooks.ts'
import { webhooksMax, writeSecret } from './domain.ts'
import { checkUrl } from './outside.ts'
import { webhookKey } from './sending.ts'

const note = ({ db }: NotificationsContext, tx: Tx, actor: Actor, action: string, subject: string, details: object) =>
  db.publish(tx, message(StaffActed, subject, { actor: actor.userId, action, subject, details }))

function newSecret(context: NotificationsContext, id: string) {
  const bytes = randomBytes(32)
  return { secret: writeSecret(bytes), sealedSecret: seal(webhookKey(context), bytes, id) }
}

const privateAllowed = ({ config }: NotificationsContext) => config.webhookPrivate === 'allowed'

/** @throws webhooks/address-refused, webhooks/too-many */
export async function createWebhook(
  context: NotificationsContext,
  actor: Actor,
  input: WebhookInput,
): Promise<{ webhook: Webhook; secret: string }> {
  const { db, clock } = context
  checkUrl(input.url, privateAllowed(context))
  const now = clock.now()
  const id = newId('webhook')
  const { secret, sealedSecret } = newSecret(context, id)
  await db.begin(async (tx) => {
    if ((await countWebhooks(tx)) >= webhooksMax) throw webhooks('webhooks/too-many')
    await addWebhook(tx, { ...input, id, createdBy: actor.userId, sealedSecret, now })
    await note(context, tx, actor, 'notifications.webhook_created', id, input)
  })
  return { webhook: { id, ...input, createdAt: new Date(now).toISOString(), createdBy: actor.userId }, secret }
}

/** @throws webhooks/not-found, webhooks/address-refused */
export async function changeWebhook(
  context: NotificationsContext,
  actor: Actor,
  id: string,
  { enabled, ...change }: Partial<WebhookInput> & { enabled?: boolean },
): Promise<Webhook> {
  if (change.url !== undefined) checkUrl(change.url, privateAllowed(context))
  return context.db.begin(async (tx) => {
    const before = await lock(tx, id)
    const { disabled = undefined, failingSince, ...rest } = before
    const off = enabled === undefined ? disabled : enabled ? undefined : (disabled ?? 'staff')
    const after: Webhook = {
      ...rest,
      ...change,
      ...(off === undefined ? {} : { disabled: off, ...(failingSince === undefined ? {} : { failingSince }) }),
    }
    await saveWebhook(tx, after, context.clock.now())
    const seen = ({ name, url, events, disabled: why }: Webhook) => ({ name, url, events, disabled: why ?? null })
    await note(context, tx, actor, 'notifications.webhook_changed', id, { before: seen(before), after: seen(after) })
    return after
  })
}

async function lock(tx: Tx, id: string): Promise<Webhook> {
  const webhook = await lockWebhook(tx, id)
  if (!webhook) throw webhooks('webhooks/not-found')
  return webhook
}

/** @throws webhooks/not-found */
export const rotateWebhookSecret = (
  context: NotificationsContext,
  actor: Actor,
  id: string,
): Promise<{ webhook: Webhook; secret: string }> =>
  context.db.begin(async (tx) => {
    const webhook = await lock(tx, id)
    const { secret, sealedSecret } = newSecret(context, id)
    await saveSecret(tx, id, sealedSecret)
    await note(context, tx, actor, 'notifications.webhook_secret_rotated', id, {})
    return { webhook, secret }
  })

/** @throws webhooks/not-found */
export const deleteWebhook = (context: NotificationsContext, actor: Actor, id: string): Promise<void> =>
  context.db.begin(async (tx) => {
    const { name, url } = await lock(tx, id)
    await removeWebhook(tx, id)
    await note(context, tx, actor, 'notifications.webhook_deleted', id, { name, url })
  })

/** An event of no order, so that a partner can see that the address and the signature are right. @throws webhooks/not-found */
export const sendTest = (context: NotificationsContext, id: string): Promise<void> =>
  context.db.begin(async (tx) => {
    await lock(tx, id)
    const now = context.clock.now()
    const payload = { type: 'webhook.test', timestamp: new Date(now).toISOString(), data: { webhookId: id } }
    const ids = { id: newId('webhookDelivery'), eventId: newId('event') }
    await addDelivery(tx, { ...ids, webhookId: id, name: 'webhook.test', payload, now })
  })

/** @throws webhooks/delivery-not-found */
export async function sendAgain(
  context: NotificationsContext,
  actor: Actor,
  id: string,
  delivery: string,
): Promise<void> {
  const { db, clock } = context
  await db.begin(async (tx) => {
    if (!(await redeliver(tx, id, delivery, clock.now()))) throw webhooks('webhooks/delivery-not-found')
    await note(context, tx, actor, 'notifications.webhook_redelivered', id, { delivery })
  })
}
