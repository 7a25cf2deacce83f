import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

/** How many messages of campaigns are on their way. */
export async function countHanded(sql: SqlOrTx): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from notifications.campaign_recipients where state = 'handed'`
  return row!.count
}

/** Takes people whose turn it is until `leaseUntil`; those of a process that died are taken again when its lease is over. */
export async function takeWaiting(
  sql: SqlOrTx,
  campaignId: string,
  { now, leaseUntil, limit }: { now: number; leaseUntil: number; limit: number },
): Promise<string[]> {
  const rows = await sql<{ user_id: string }[]>`
    update notifications.campaign_recipients r set leased_until = ${new Date(leaseUntil)}
    from (
      select user_id from notifications.campaign_recipients
      where campaign_id = ${campaignId} and state = 'waiting' and (leased_until is null or leased_until < ${new Date(now)})
      order by user_id limit ${limit} for update skip locked) next
    where r.campaign_id = ${campaignId} and r.user_id = next.user_id
    returning r.user_id`
  return rows.map((row) => row.user_id)
}

/** Gives people back whose contacts could not be asked for. */
export const giveBackWaiting = (sql: SqlOrTx, campaignId: string, userIds: readonly string[]) => sql`
  update notifications.campaign_recipients set leased_until = null
  where campaign_id = ${campaignId} and state = 'waiting' and user_id = any(${userIds as string[]})`

/** @returns those who were still waiting, and under this lease: what was stopped meanwhile, or taken by another, is not */
export async function markRecipients(
  tx: Tx,
  campaignId: string,
  userIds: readonly string[],
  { state, leaseUntil, now }: { state: 'handed' | 'skipped'; leaseUntil: number; now: number },
): Promise<Set<string>> {
  const rows = await tx<{ user_id: string }[]>`
    update notifications.campaign_recipients set state = ${state}, leased_until = null, handed_at = ${new Date(now)}
    where campaign_id = ${campaignId} and user_id = any(${userIds as string[]}) and state = 'waiting'
      and leased_until = ${new Date(leaseUntil)}
    returning user_id`
  return new Set(rows.map((row) => row.user_id))
}

/** Takes over what became of messages. @returns who has got it since the last time */
export async function settle(tx: Tx, campaignId: string): Promise<string[]> {
  const rows = await tx<{ user_id: string; state: string }[]>`
    update notifications.campaign_recipients r set state = case m.state
      when 'sent' then 'sent' when 'unknown' then 'unknown'
      when 'expired' then case c.state when 'stopped' then 'stopped' else 'failed' end
      else 'failed' end
    from notifications.messages m, notifications.campaigns c
    where r.campaign_id = ${campaignId} and r.state = 'handed' and c.id = r.campaign_id
      and m.event_id = r.campaign_id and m.user_id = r.user_id and m.state in ('sent', 'unsent', 'expired', 'unknown')
    returning r.user_id, r.state`
  return rows.filter((row) => row.state === 'sent').map((row) => row.user_id)
}

export const forgetRecipientsOfCampaigns = (tx: Tx, userIds: readonly string[]) =>
  tx`delete from notifications.campaign_recipients where user_id = any(${userIds as string[]})`
