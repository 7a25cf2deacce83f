import type { RiderTask } from '../../contracts/deliveries.ts'
import type { Origin } from './client.ts'
import { pause } from './time.ts'

/** Who opens the door and says the code. */
export interface Door {
  /** The code that the person at the door says; undefined when nobody does so in time. */
  askCode(task: RiderTask, signal: AbortSignal): Promise<string | undefined>
}

const askAgainMs = 1_000

/**
 * The person at the door of the living city. A rider is never told a code by Tokri: it has to be said. Virtual customers
 * say it themselves (`told`: they read it in their own order). For everybody else who tries the demo, the code is on
 * their phone or in their mail: Tokri writes it into the message that the rider has left, and the stand-ins of the
 * providers keep what they were given to send. So the city needs no staff login and no way around the code; and where
 * real providers deliver the messages, nobody here can read them, and a virtual rider gives up and brings the bags back.
 */
export function openDoor(options: { told?: ReadonlyMap<string, string>; outbox?: Origin; patienceMs: number }): Door {
  const { told, outbox, patienceMs } = options
  return {
    async askCode(task, signal) {
      const giveUpAt = Date.now() + patienceMs
      for (;;) {
        const code = told?.get(task.orderId) ?? (outbox && (await readMessage(outbox, task, signal)))
        if (code !== undefined || Date.now() > giveUpAt) return code
        await pause(askAgainMs, signal)
      }
    },
  }
}

/** What a stand-in was given to send. Email and push have a title apart from the text. */
export interface SentMessage {
  readonly text: string
  readonly subject?: string
  readonly data?: unknown
}

async function readMessage(outbox: Origin, task: RiderTask, signal: AbortSignal): Promise<string | undefined> {
  const phone = task.dropOff.phone
  const byPhone = phone === undefined ? [] : [`channel=sms&to=${encodeURIComponent(phone)}&limit=20`]
  for (const query of [...byPhone, 'limit=200']) {
    const messages = await list(outbox, query, signal)
    for (const message of messages) {
      const code = codeIn(message, task.number)
      if (code !== undefined) return code
    }
  }
  return undefined
}

async function list(outbox: Origin, query: string, signal: AbortSignal): Promise<SentMessage[]> {
  try {
    const { items } = JSON.parse(await outbox.send('GET', `/outbox.json?${query}`, { signal })) as {
      items: SentMessage[]
    }
    return items
  } catch (error) {
    if (signal.aborted) throw error
    // The stand-ins are starting, or are not there: the rider waits at the door a little longer.
    return []
  }
}

/** The four digits of a message about this order, in whatever language. Amounts, addresses and times are not codes. */
export function codeIn({ text, subject, data }: SentMessage, orderNumber: string): string | undefined {
  if (!`${subject} ${text} ${JSON.stringify(data)}`.includes(orderNumber)) return undefined
  const words = text.replaceAll(/https?:\/\/\S+/g, ' ').replaceAll(orderNumber, ' ')
  return words.match(/(?<![\w₹.,:+-])\d{4}(?![\w:]|[.,]\d)/)?.[0]
}
