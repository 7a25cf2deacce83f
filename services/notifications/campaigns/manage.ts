import { StaffActed } from '../../../contracts/audit.ts'
import {
  type Campaign,
  type CampaignInput,
  type CampaignPreview,
  type CampaignState,
  campaigns,
} from '../../../contracts/campaigns.ts'
import { FindOffer } from '../../../contracts/carts.ts'
import { type Actor, hasRole } from '../../../contracts/identity.ts'
import { newId } from '../../../contracts/ids.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import { message } from '../../../kit/sql.ts'
import type { NotificationsContext } from '../context.ts'
import {
  addCampaign,
  findCampaign,
  lockCampaign,
  readResults,
  removeCampaign,
  type Sight,
  type StoredCampaign,
  saveInput,
  schedule,
  stop,
} from '../store/campaigns.ts'
import { asEmail, asSms } from '../templates/channels.ts'
import { smsSize, withCoupon } from './domain.ts'
import { quietNow } from './running.ts'

const dayMs = 86_400_000

const note = ({ db }: NotificationsContext, tx: Tx, actor: Actor, action: string, subject: string, details: object) =>
  db.publish(tx, message(StaffActed, subject, { actor: actor.userId, action, subject, details }))

/** Managers see what became of campaigns among the people and the orders of their stores. */
export const sightOf = (actor: Actor): Sight => (hasRole(actor, 'admin', 'support') ? undefined : actor.storeIds)

/** Campaigns with what became of them. */
export async function withResults(
  context: NotificationsContext,
  sql: SqlOrTx,
  stored: readonly StoredCampaign[],
  stores?: Sight,
): Promise<Campaign[]> {
  const results = await readResults(
    sql,
    stored.map(({ id }) => id),
    stores,
  )
  const quiet = quietNow(context)
  return stored.map((campaign) => ({
    ...campaign,
    results: results.get(campaign.id)!,
    quiet: quiet && (campaign.state === 'scheduled' || campaign.state === 'sending'),
  }))
}

/** @throws campaigns/not-found */
export async function readCampaign(context: NotificationsContext, id: string, stores?: Sight): Promise<Campaign> {
  const stored = await findCampaign(context.db.sql, id, stores)
  if (!stored) throw campaigns('campaigns/not-found')
  return (await withResults(context, context.db.sql, [stored], stores))[0]!
}

/** @throws campaigns/coupon-unknown unless there is such an offer and it is good at that time */
async function checkCoupon({ call }: NotificationsContext, coupon: string | undefined, atMs: number): Promise<void> {
  if (coupon === undefined) return
  const { offer } = await call(FindOffer, { code: coupon })
  if (!offer?.active || Date.parse(offer.endsAt) <= atMs) throw campaigns('campaigns/coupon-unknown')
}

/** @throws campaigns/not-found, and `otherwise` in another state */
async function lockIn(
  tx: Tx,
  id: string,
  states: readonly CampaignState[],
  otherwise: 'campaigns/not-draft' | 'campaigns/not-running',
): Promise<StoredCampaign> {
  const campaign = await lockCampaign(tx, id)
  if (!campaign) throw campaigns('campaigns/not-found')
  if (!states.includes(campaign.state)) throw campaigns(otherwise)
  return campaign
}

/** @throws campaigns/coupon-unknown */
export async function createCampaign(
  context: NotificationsContext,
  actor: Actor,
  input: CampaignInput,
): Promise<Campaign> {
  const { db, clock } = context
  await checkCoupon(context, input.coupon, clock.now())
  const id = newId('campaign')
  await db.begin(async (tx) => {
    await addCampaign(tx, id, input, actor.userId, clock.now())
    await note(context, tx, actor, 'notifications.campaign_created', id, input)
  })
  return readCampaign(context, id)
}

/** @throws campaigns/not-found, campaigns/not-draft, campaigns/coupon-unknown */
export async function changeCampaign(
  context: NotificationsContext,
  actor: Actor,
  id: string,
  input: CampaignInput,
): Promise<Campaign> {
  const { db, clock } = context
  await checkCoupon(context, input.coupon, clock.now())
  await db.begin(async (tx) => {
    await lockIn(tx, id, ['draft'], 'campaigns/not-draft')
    await saveInput(tx, id, input)
    await note(context, tx, actor, 'notifications.campaign_changed', id, input)
  })
  return readCampaign(context, id)
}

/** @throws campaigns/not-found, campaigns/not-draft */
export const deleteCampaign = (context: NotificationsContext, actor: Actor, id: string): Promise<void> =>
  context.db.begin(async (tx) => {
    const { name } = await lockIn(tx, id, ['draft'], 'campaigns/not-draft')
    await removeCampaign(tx, id)
    await note(context, tx, actor, 'notifications.campaign_deleted', id, { name })
  })

/** Now, unless a time is given. @throws campaigns/not-found, campaigns/not-draft, campaigns/coupon-unknown, campaigns/bad-time */
export async function scheduleCampaign(
  context: NotificationsContext,
  actor: Actor,
  id: string,
  at: string | undefined,
): Promise<Campaign> {
  const { db, clock } = context
  const now = clock.now()
  const sendAt = Math.max(now, at === undefined ? now : Date.parse(at))
  if (sendAt > now + 90 * dayMs) throw campaigns('campaigns/bad-time')
  const { coupon } = await readCampaign(context, id)
  await checkCoupon(context, coupon, sendAt)
  await db.begin(async (tx) => {
    await lockIn(tx, id, ['draft'], 'campaigns/not-draft')
    await schedule(tx, id, sendAt)
    const details = { sendAt: new Date(sendAt).toISOString() }
    await note(context, tx, actor, 'notifications.campaign_scheduled', id, details)
  })
  return readCampaign(context, id)
}

/** @throws campaigns/not-found, campaigns/not-running */
export async function stopCampaign(context: NotificationsContext, actor: Actor, id: string): Promise<Campaign> {
  const { db, clock } = context
  await db.begin(async (tx) => {
    await lockIn(tx, id, ['scheduled', 'sending'], 'campaigns/not-running')
    await stop(tx, id, clock.now())
    await note(context, tx, actor, 'notifications.campaign_stopped', id, {})
  })
  return readCampaign(context, id)
}

/** What arrives: by the same writers that the messages are sent with. */
export function previewOf(
  { installation }: NotificationsContext,
  { message: text, coupon, link = '/' }: Pick<CampaignInput, 'message' | 'coupon' | 'link'>,
): CampaignPreview {
  const url = `${installation.publicUrl}${link}`
  const preview = (language: 'en' | 'hi') => {
    const words = withCoupon(text, coupon, language)
    const sms = asSms(words, url)
    const email = asEmail(words, url, { email: '', name: language === 'hi' ? 'आशा' : 'Asha' }, language)
    return {
      push: words,
      sms: { text: sms, ...smsSize(sms) },
      email: { subject: email.subject, text: email.text },
    }
  }
  return { en: preview('en'), hi: preview('hi') }
}
