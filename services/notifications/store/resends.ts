import type { Channel, SentMessage } from '../../../contracts/notifications.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import type { TemplateData, TemplateName } from '../templates/data.ts'

interface About {
  readonly orderId: string
  readonly userId: string
}

/** Talk and questions are over when they are missed; the rest tells how an order stands. */
const chatter: readonly TemplateName[] = ['order_message', 'order_proposal']
const shownMax = 50

const ofOrder = (sql: SqlOrTx, { orderId, userId }: About) =>
  sql`m.user_id = ${userId} and m.link = ${`/orders/${orderId}`} and not m.template = any(${chatter as string[]})`

export interface OrderMessageRow {
  readonly id: string
  readonly template: TemplateName
  readonly data: TemplateData[TemplateName]
  readonly link: string | null
  readonly state: SentMessage['state']
  readonly createdAt: Date
  /** By which it was tried last. */
  readonly channel: Channel | null
  readonly resent: boolean
}

/** Newest first. */
export const messagesOfOrder = async (sql: SqlOrTx, about: About, limit = shownMax): Promise<OrderMessageRow[]> => sql<
  OrderMessageRow[]
>`
  select m.id, m.template, m.data, m.link, m.state, m.created_at as "createdAt",
    (select a.channel from notifications.attempts a where a.message_id = m.id order by a.id desc limit 1) as channel,
    m.event_id like 'resend:%' as resent
  from notifications.messages m where ${ofOrder(sql, about)} order by m.id desc limit ${limit}`

export const lastOfOrder = async (sql: SqlOrTx, about: About): Promise<OrderMessageRow | undefined> =>
  (await messagesOfOrder(sql, about, 1))[0]

/** One decision about an order at a time, so that two do not both find that it was not sent again yet. */
export const lockResends = (tx: Tx, orderId: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${`resend ${orderId}`}, 0))`

/** When it was sent again since an instant, newest first. */
export const resendsOf = async (tx: Tx, { since, ...about }: About & { since: Date }): Promise<Date[]> =>
  (
    await tx<{ at: Date }[]>`
      select m.created_at as at from notifications.messages m
      where ${ofOrder(tx, about)} and m.event_id like 'resend:%' and m.created_at > ${since} order by m.id desc`
  ).map(({ at }) => at)
