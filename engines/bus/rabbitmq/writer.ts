import type { ConfirmChannel } from 'amqplib'
import { TransientError } from '../../../kit/resilience.ts'
import type { Link } from './connection.ts'
import type { Batch } from './streams.ts'

/**
 * Sends messages and waits until RabbitMQ has confirmed them: a stream confirms what most of its replicas have. A message
 * goes after the one before it in its stream has been confirmed, so that none can overtake one that failed.
 */
export class Writer implements Disposable {
  readonly #link: Link
  readonly #returned: () => void
  readonly #unwatch: () => void
  #channel: Promise<ConfirmChannel> | undefined
  /** Who waits for which message: RabbitMQ gives back what has no stream, and confirms it nevertheless. */
  readonly #waiting = new Map<string, (error: Error) => void>()

  /** @param returned a stream has gone: make it again */
  constructor(link: Link, returned: () => void) {
    this.#link = link
    this.#returned = returned
    this.#unwatch = link.watch(() => this.forget())
  }

  /** The next write opens a channel of its own: what was not confirmed in time is not waited for any longer. */
  forget(): void {
    const channel = this.#channel
    this.#channel = undefined
    channel?.then((open) => open.close()).catch(() => {})
  }

  /** @throws TransientError when one of them was not taken; others may have been */
  async write(batches: ReadonlyMap<string, readonly Batch[]>): Promise<void> {
    await this.#link.untilUnblocked()
    const channel = await this.#open()
    await Promise.all(
      [...batches.values()].map(async (list) => {
        for (const batch of list) await this.#send(channel, batch)
      }),
    )
  }

  #open(): Promise<ConfirmChannel> {
    if (this.#channel) return this.#channel
    const opening = this.#link.required.createConfirmChannel().then((channel) => {
      channel.on('error', () => {})
      channel.on('close', () => {
        if (this.#channel === opening) this.#channel = undefined
      })
      channel.on('return', ({ properties, fields }) => {
        this.#waiting.get(String(properties.messageId))?.(
          new TransientError(`RabbitMQ has no stream ${fields.routingKey}; it is made again`),
        )
        this.#returned()
      })
      return channel
    })
    this.#channel = opening
    opening.catch(() => {
      if (this.#channel === opening) this.#channel = undefined
    })
    return opening
  }

  async #send(channel: ConfirmChannel, { id, stream, body, names, count }: Batch): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.set(id, reject)
    try {
      const properties = {
        messageId: id,
        mandatory: true,
        persistent: true,
        contentType: 'application/json',
        type: 'tokri.events',
        headers: names === undefined ? {} : { names, count },
      }
      channel.publish('', stream, body, properties, (error: unknown) => {
        if (error) reject(new TransientError(`RabbitMQ has not taken events for ${stream}`, { cause: error }))
        else resolve()
      })
      await promise
    } catch (error) {
      if (error instanceof TransientError) throw error
      throw new TransientError(`events could not be sent to RabbitMQ: ${(error as Error).message}`, { cause: error })
    } finally {
      this.#waiting.delete(id)
    }
  }

  [Symbol.dispose](): void {
    this.#unwatch()
    this.forget()
  }
}
