import { CampaignSent } from '../../../contracts/campaigns.ts'
import { message } from '../../../kit/sql.ts'
import type { NotificationsContext } from '../context.ts'
import { findRecipients } from '../recipients.ts'
import { beginSending, endWhenDone, lockCampaign, openCampaigns, type StoredCampaign } from '../store/campaigns.ts'
import { addMessages } from '../store/messages.ts'
import { gatherRecipients } from '../store/purchases.ts'
import { countHanded, giveBackWaiting, markRecipients, settle, takeWaiting } from '../store/recipients-of-campaigns.ts'
import { isQuiet, minuteOfDay, msUntilQuiet, withCoupon } from './domain.ts'
import { reachOf, rulesOf } from './reach.ts'

/** So few messages of campaigns wait to be sent at any time, so that updates of orders never queue up behind them. */
const handedMax = 100
const leaseMs = 60_000
const usefulMs = 3_600_000

/** Whether campaigns rest at the moment. */
export const quietNow = ({ clock, config, quietHours }: NotificationsContext): boolean =>
  isQuiet(minuteOfDay(clock.now(), config.timeZone), quietHours)

/**
 * Brings campaigns on by one step each: their people are written down in one commit, then handed to the sending of
 * messages in leased batches. There a message is unique by campaign and person, so that whatever is repeated after a
 * crash finds it, and what may have left is treated as every message is (see `sending.ts`).
 * @returns whether there is more
 */
export async function runCampaigns(context: NotificationsContext): Promise<boolean> {
  const { db, clock, log } = context
  const open = await openCampaigns(db.sql, clock.now())
  let more = false
  for (const campaign of open)
    try {
      more = (await advance(context, campaign)) || more
    } catch (error) {
      // Another campaign need not wait for a service that this one asks.
      log.warn({ error, campaignId: campaign.id }, 'a campaign waits')
    }
  return more
}

async function advance(context: NotificationsContext, campaign: StoredCampaign): Promise<boolean> {
  await settleCampaign(context, campaign.id)
  if (campaign.state === 'stopped' || quietNow(context)) return false
  if (campaign.state === 'scheduled') {
    await gather(context, campaign)
    return true
  }
  if (await handOver(context, campaign)) return true
  await endWhenDone(context.db.sql, campaign.id, context.clock.now())
  return false
}

/** Takes over what became of messages, and says who got it. */
const settleCampaign = ({ db, clock }: NotificationsContext, id: string): Promise<void> =>
  db.begin(async (tx) => {
    const userIds = await settle(tx, id)
    const at = new Date(clock.now()).toISOString()
    if (userIds.length > 0) await db.publish(tx, message(CampaignSent, id, { campaignId: id, userIds, at }))
  })

async function gather(context: NotificationsContext, { id, audience }: StoredCampaign): Promise<void> {
  const { db, clock } = context
  const rules = await rulesOf(context, audience)
  await db.begin(async (tx) => {
    const locked = await lockCampaign(tx, id)
    if (locked?.state !== 'scheduled') return
    await gatherRecipients(tx, id, rules, clock.now())
    await beginSending(tx, id, clock.now())
  })
}

/** @returns whether anybody was waiting, and there was room */
async function handOver(context: NotificationsContext, campaign: StoredCampaign): Promise<boolean> {
  const { db, clock, config, quietHours } = context
  const { id, channels, coupon } = campaign
  const room = handedMax - (await countHanded(db.sql))
  if (room <= 0) return false
  const now = clock.now()
  const leaseUntil = now + leaseMs
  const userIds = await takeWaiting(db.sql, id, { now, leaseUntil, limit: room })
  if (userIds.length === 0) return false
  const recipients = await findRecipients(context, userIds).catch(async (error: unknown) => {
    await giveBackWaiting(db.sql, id, userIds)
    throw error
  })
  const reaches = userIds.map((userId) => ({
    userId,
    reach: reachOf(recipients.get(userId), channels, campaign.audience.language),
  }))
  const reached = reaches.flatMap(({ userId, reach }) =>
    reach.kind === 'channels' ? [{ userId, channels: reach.channels }] : [],
  )
  const skipped = reaches.filter(({ reach }) => reach.kind !== 'channels').map(({ userId }) => userId)
  const data = { en: withCoupon(campaign.message, coupon, 'en'), hi: withCoupon(campaign.message, coupon, 'hi') }
  const usefulUntil = now + msUntilQuiet(minuteOfDay(now, config.timeZone), quietHours, usefulMs)
  await db.begin(async (tx) => {
    await markRecipients(tx, id, skipped, { state: 'skipped', leaseUntil, now })
    const reachedIds = reached.map(({ userId }) => userId)
    const handed = await markRecipients(tx, id, reachedIds, { state: 'handed', leaseUntil, now })
    await addMessages(
      tx,
      reached
        .filter(({ userId }) => handed.has(userId))
        .map((each) => ({
          template: 'campaign',
          eventId: id,
          at: new Date(now).toISOString(),
          data,
          link: campaign.link ?? '/',
          usefulUntil,
          ...each,
        })),
      now,
    )
  })
  return true
}
