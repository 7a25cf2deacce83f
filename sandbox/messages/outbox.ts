import type { Store } from '../store.ts'

export type Channel = 'sms' | 'push' | 'email'

/** A message that a stand-in accepted. `at` in epoch ms. */
export type Message = {
  id: string
  channel: Channel
  to: string
  at: number
  text: string
  subject?: string
  html?: string
  data?: Record<string, unknown>
}

/** Where the three message stand-ins put what they were given to send. */
export function openOutbox({ db }: Store) {
  const insert = db.prepare('insert into messages (id, channel, recipient, at, body) values (?, ?, ?, ?, ?)')

  return {
    put({ id, channel, to, at, ...body }: Message) {
      insert.run(id, channel, to, at, JSON.stringify(body))
    },
    /** The newest first. */
    list({ channel, to, limit }: { channel?: Channel; to?: string; limit: number }): Message[] {
      const terms = [channel && 'channel = ?', to && 'recipient = ?'].filter(Boolean)
      const where = terms.length > 0 ? `where ${terms.join(' and ')}` : ''
      return db
        .prepare(`select id, channel, recipient, at, body from messages ${where} order by seq desc limit ?`)
        .all(...[channel, to].filter((each) => each !== undefined), limit)
        .map((row) => ({
          ...(JSON.parse(String(row.body)) as { text: string }),
          id: String(row.id),
          channel: row.channel as Channel,
          to: String(row.recipient),
          at: Number(row.at),
        }))
    },
    count: (): Record<Channel, number> => {
      const rows = db.prepare('select channel, count(*) as n from messages group by channel').all()
      return { sms: 0, push: 0, email: 0, ...Object.fromEntries(rows.map((row) => [row.channel, Number(row.n)])) }
    },
  }
}

export type Outbox = ReturnType<typeof openOutbox>
