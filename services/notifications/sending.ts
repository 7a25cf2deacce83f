import type { Channel } from '../../contracts/notifications.ts'
import type { Push } from '../../engines/push/port.ts'
import { SendError } from '../../engines/send.ts'
import { untilCalm } from '../../kit/calm.ts'
import type { Engines } from '../engines.ts'
import type { NotificationsContext } from './context.ts'
import { type Outcome, ofDevices, planChannels, stepAfter } from './domain.ts'
import { ask, outcomeOf } from './providers.ts'
import { findRecipients, type Recipient, reachableOn } from './recipients.ts'
import {
  type Attempt,
  beginAttempts,
  endAttempts,
  giveBack,
  recoverLost,
  type Taken,
  takeDue,
} from './store/messages.ts'
import { forgetDevices } from './store/recipients.ts'
import { asEmail, asPush, asSms } from './templates/channels.ts'
import { worth } from './templates/data.ts'
import { say } from './templates/index.ts'

const batchSize = 50
/** Far above what a batch takes: a lease that runs out means that its process died. */
const leaseMs = 60_000
const pauseWithoutContactsMs = 5_000
/** So long a batch lets orders go first when the process is busy: messages may be a little late, never left out. */
const patienceMs = 2_000

/** A message on the channel that is its turn. */
interface Sending {
  readonly message: Taken
  readonly channels: readonly Channel[]
  readonly channel: Channel
  readonly recipient: Recipient
  readonly attempts: readonly Attempt[]
}

/**
 * Sends what is due. What is about to leave is written down before it does, and what became of it after:
 *
 * - push: at least once. A crash in between sends it again under the same key, and the device shows it once;
 * - SMS and email: at most once. Neither provider knows a repeat, so what may have left stays `unknown`.
 *
 * The inbox in the app has every message in any case.
 * @returns whether there is more
 */
export async function sendDue(context: NotificationsContext): Promise<boolean> {
  const { db, clock, log } = context
  const now = clock.now()
  await recoverLost(db.sql, now)
  const leaseUntil = now + leaseMs
  const taken = await takeDue(db.sql, now, leaseUntil, batchSize)
  if (taken.length === 0) return false
  let recipients: Map<string, Recipient>
  try {
    recipients = await findRecipients(context, [...new Set(taken.map((message) => message.userId))])
  } catch (error) {
    log.warn({ error, count: taken.length }, 'messages wait, since nobody can be asked where to send them')
    const ids = taken.map((message) => message.id)
    await giveBack(db.sql, ids, now + pauseWithoutContactsMs)
    return false
  }
  const sendings = taken.map((message) => plan(message, recipients.get(message.userId)))
  const ready = sendings.filter((each) => each !== undefined)
  const plans = ready
    .filter(({ message }) => message.channels === null)
    .map(({ message, channels }) => ({ id: message.id, channels }))
  await beginAttempts(
    db.sql,
    plans,
    ready.flatMap((each) => each.attempts),
    now,
  )
  await Promise.all(
    taken.map((message, index) => {
      const sending = sendings[index]
      return sending
        ? sendOne(context, sending, leaseUntil)
        : endAttempts(db.sql, { id: message.id, leaseUntil, step: { state: 'unsent' }, attempts: [], now })
    }),
  )
  if (taken.length < batchSize) return false
  await untilCalm(patienceMs)
  return true
}

/** @returns undefined when no channel leads to the user */
function plan(message: Taken, recipient: Recipient | undefined): Sending | undefined {
  if (!recipient) return undefined
  const { preferences, devices } = recipient
  const channels =
    message.channels ?? planChannels(preferences.orderUpdates, worth[message.template].channels, reachableOn(recipient))
  const channel = channels[message.channelIndex]
  if (!channel) return undefined
  const targets = channel === 'push' ? devices.map((device) => device.id) : ['']
  const attempts = targets.map((target) => ({ messageId: message.id, channel, target, try: message.tries + 1 }))
  return { message, channels, channel, recipient, attempts }
}

async function sendOne(context: NotificationsContext, sending: Sending, leaseUntil: number): Promise<void> {
  const { db, clock, log } = context
  const { message, channels, channel } = sending
  const results = await Promise.all(sending.attempts.map((attempt) => attemptOne(context, sending, attempt)))
  const outcome = ofDevices(results.map((each) => each.outcome))
  const { channelIndex, tries } = message
  const step = stepAfter({ channels, channelIndex, tries }, outcome, Math.random())
  if (step.state === 'unsent' || step.state === 'unknown')
    log.warn(
      { messageId: message.id, channel, outcome: outcome.kind, failure: outcome.kind === 'sent' ? '' : outcome.code },
      'a message was not sent, or nobody knows',
    )
  await endAttempts(db.sql, { id: message.id, leaseUntil, step, attempts: results, now: clock.now() })
}

async function attemptOne(
  context: NotificationsContext,
  sending: Sending,
  attempt: Attempt,
): Promise<{ attempt: Attempt; outcome: Outcome; provider: string }> {
  try {
    const { providerId, provider } = await hand(context, sending, attempt)
    return { attempt, outcome: { kind: 'sent', providerId }, provider }
  } catch (error) {
    const outcome = outcomeOf(error)
    if (attempt.channel === 'push' && error instanceof SendError && error.kind === 'invalid-recipient')
      await forgetDevices(context.db.sql, [attempt.target])
    // Our keys or our message are wrong: somebody has to look, the next one fails as well.
    else if (outcome.kind === 'refused') context.log.error({ error, channel: attempt.channel }, 'a provider refuses')
    return { attempt, outcome, provider: '' }
  }
}

/** Hands a message to the provider of its channel. @throws SendError */
function hand(context: NotificationsContext, { message, recipient }: Sending, attempt: Attempt) {
  const { engines, clock, config, installation } = context
  const { contact, preferences, devices } = recipient
  const words = say(message.template, message.data, preferences.language, config.timeZone)
  const url = message.link === null ? undefined : `${installation.publicUrl}${message.link}`
  const idempotencyKey = `${message.id}:${attempt.target || attempt.channel}`
  switch (attempt.channel) {
    case 'push': {
      const { token, provider } = devices.find((device) => device.id === attempt.target)!
      const ttlS = Math.max(1, Math.round((message.expiresAt - clock.now()) / 1_000))
      const web = provider === 'webpush'
      return ask(context, web ? 'webpush' : 'push', web ? browsers(engines) : engines.push, (push, signal) =>
        push.send({ token, ...asPush(words, url, ttlS) }, { idempotencyKey, signal }),
      )
    }
    case 'sms':
      return ask(context, 'sms', engines.sms, (sms, signal) =>
        sms.send({ to: contact.phone!, text: asSms(words, url) }, { idempotencyKey, signal }),
      )
    case 'email': {
      const to = { email: contact.email!, name: contact.name }
      return ask(context, 'email', engines.email, (email, signal) =>
        email.send(asEmail(words, url, to, preferences.language), { idempotencyKey, signal }),
      )
    }
  }
}

/** Browsers that subscribed while there were keys wait for them, as for a provider that is away. */
const browsers = (engines: Engines) => async (): Promise<Push> => {
  const push = await engines.webPush()
  if (!push) throw new Error('TOKRI_VAPID_PRIVATE_KEY is not set')
  return push
}
