import { newId } from '../../../contracts/ids.ts'
import type { Channel } from '../../../contracts/notifications.ts'
import type { Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'
import type { Outcome, Step } from '../domain.ts'
import { type TemplateData, type TemplateName, worth } from '../templates/data.ts'

export type NewMessage = {
  [T in TemplateName]: {
    readonly template: T
    readonly userId: string
    readonly eventId: string
    /** RFC 3339: when it happened, which is when it stops being of use soon. */
    readonly at: string
    readonly data: TemplateData[T]
    readonly link?: string
    /** Chosen already, in the order of trying. */
    readonly channels?: readonly Channel[]
    /** Epoch ms: of no use from then on, where that is sooner than its template says. */
    readonly usefulUntil?: number
    /** Of use for so long, in place of what its template says. */
    readonly usefulS?: number
  }
}[TemplateName]

/** One statement for many. A message for an event and user that is there stays as it is. */
export async function addMessages(tx: Tx, messages: readonly NewMessage[], now: number): Promise<void> {
  if (messages.length === 0) return
  const rows = messages.map(
    ({ template, at, link, channels, usefulUntil, usefulS = worth[template].usefulS, ...rest }) => ({
      id: newId('notification'),
      ...rest,
      template,
      link: link ?? null,
      channels: channels ?? null,
      state: worth[template].channels.length > 0 ? 'due' : 'inbox',
      expiresAt: new Date(
        Math.min(usefulUntil ?? Number.POSITIVE_INFINITY, Date.parse(at) + usefulS * 1_000),
      ).toISOString(),
    }),
  )
  await tx`
    insert into notifications.messages
      (id, user_id, event_id, template, data, link, channels, state, expires_at, created_at, next_at)
    select m->>'id', m->>'userId', m->>'eventId', m->>'template', m->'data', m->>'link',
      case when jsonb_typeof(m->'channels') = 'array' then array(select jsonb_array_elements_text(m->'channels')) end,
      m->>'state', (m->>'expiresAt')::timestamptz, ${new Date(now)}, ${new Date(now)}
    from jsonb_array_elements(${tx.json(rows as never)}) m
    on conflict (event_id, user_id) do nothing`
}

export interface Taken {
  readonly id: string
  readonly userId: string
  readonly template: TemplateName
  readonly data: TemplateData[TemplateName]
  readonly link: string | null
  readonly channels: Channel[] | null
  readonly channelIndex: number
  readonly tries: number
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/**
 * Messages whose process died while it held them. An SMS or email that was begun may have left: it is not sent again.
 * Everything else is due again.
 */
export const recoverLost = (sql: SqlOrTx, now: number) => sql`
  with lost as (
    select id from notifications.messages where state = 'sending' and leased_until < ${new Date(now)}
    limit 200 for update skip locked),
  begun as (
    update notifications.attempts set outcome = 'unknown', ended_at = ${new Date(now)}
    where outcome = 'sending' and message_id in (select id from lost) returning message_id, channel)
  update notifications.messages m set leased_until = null, next_at = ${new Date(now)},
    state = case when exists (select from begun b where b.message_id = m.id and b.channel <> 'push')
      then 'unknown' else 'due' end
  where id in (select id from lost)`

/** Takes due messages until `leaseUntil`; those that are of no use any more are closed. */
export async function takeDue(sql: SqlOrTx, now: number, leaseUntil: number, limit: number): Promise<Taken[]> {
  const rows = await sql<
    {
      id: string
      user_id: string
      template: TemplateName
      data: TemplateData[TemplateName]
      link: string | null
      channels: Channel[] | null
      channel_index: number
      tries: number
      expires_at: Date
      state: string
    }[]
  >`
    update notifications.messages m set
      state = case when expires_at <= ${new Date(now)} then 'expired' else 'sending' end,
      leased_until = case when expires_at <= ${new Date(now)} then null else ${new Date(leaseUntil)}::timestamptz end
    from (
      select id from notifications.messages where state = 'due' and next_at <= ${new Date(now)}
      order by next_at limit ${limit} for update skip locked) due
    where m.id = due.id
    returning m.id, user_id, template, data, link, channels, channel_index, tries, expires_at, state`
  return rows
    .filter((row) => row.state === 'sending')
    .map((row) => ({
      id: row.id,
      userId: row.user_id,
      template: row.template,
      data: row.data,
      link: row.link,
      channels: row.channels,
      channelIndex: row.channel_index,
      tries: row.tries,
      expiresAt: row.expires_at.getTime(),
    }))
}

/** Gives messages back that could not even be tried. */
export const giveBack = (sql: SqlOrTx, ids: readonly string[], nextAt: number) => sql`
  update notifications.messages set state = 'due', leased_until = null, next_at = ${new Date(nextAt)}
  where state = 'sending' and id = any(${ids as string[]})`

export interface Attempt {
  readonly messageId: string
  readonly channel: Channel
  readonly target: string
  readonly try: number
}

/** Before anything leaves: the plans of messages that are taken up first, and what is about to be asked of providers. */
export async function beginAttempts(
  sql: Sql,
  plans: readonly { id: string; channels: readonly Channel[] }[],
  attempts: readonly Attempt[],
  now: number,
): Promise<void> {
  await sql.begin(async (tx) => {
    if (plans.length > 0)
      await tx`
        update notifications.messages m
        set channels = array(select jsonb_array_elements_text(p->'channels'))
        from jsonb_array_elements(${tx.json(plans as never)}) p where m.id = p->>'id'`
    if (attempts.length > 0)
      // A push that is repeated after a crash finds its own row.
      await tx`
        insert into notifications.attempts (message_id, channel, target, try, started_at, outcome)
        select a->>'messageId', a->>'channel', a->>'target', (a->>'try')::int, ${new Date(now)}, 'sending'
        from jsonb_array_elements(${tx.json(attempts as never)}) a
        on conflict (message_id, channel, target, try) do update set outcome = 'sending', ended_at = null`
  })
}

/** What became of a message, with its attempts, in one commit; nothing when the lease was lost meanwhile. */
export async function endAttempts(
  sql: Sql,
  result: {
    id: string
    leaseUntil: number
    step: Step
    attempts: readonly { attempt: Attempt; outcome: Outcome; provider: string }[]
    now: number
  },
): Promise<void> {
  const now = new Date(result.now)
  const { step } = result
  await sql.begin(async (tx) => {
    const held = await tx`
      update notifications.messages set leased_until = null, state = ${step.state}
        ${step.state === 'due' ? tx`, channel_index = ${step.channelIndex}, tries = ${step.tries}, next_at = ${new Date(result.now + step.pauseMs)}` : tx``}
      where id = ${result.id} and state = 'sending' and leased_until = ${new Date(result.leaseUntil)}`
    if (held.count === 0) return
    for (const { attempt, outcome, provider } of result.attempts)
      await tx`
        update notifications.attempts set outcome = ${outcome.kind}, ended_at = ${now}, provider = ${provider},
          provider_id = ${outcome.kind === 'sent' ? outcome.providerId : null},
          code = ${outcome.kind === 'sent' ? null : outcome.code.slice(0, 100)}
        where message_id = ${attempt.messageId} and channel = ${attempt.channel} and target = ${attempt.target}
          and try = ${attempt.try}`
  })
}

export async function dropOldMessages(sql: SqlOrTx, before: number): Promise<boolean> {
  const result = await sql`
    delete from notifications.messages where id in (
      select id from notifications.messages where created_at < ${new Date(before)} limit 2000)`
  return result.count === 2_000
}

export const dropMessagesOf = (sql: SqlOrTx, userIds: readonly string[]) =>
  sql`delete from notifications.messages where user_id = any(${userIds as string[]})`
