import type { Audience, AudienceSize } from '../../../contracts/campaigns.ts'
import { campaigns } from '../../../contracts/campaigns.ts'
import { ProductsInCategory } from '../../../contracts/catalogue.ts'
import type { Channel } from '../../../contracts/notifications.ts'
import type { NotificationsContext } from '../context.ts'
import { planChannels } from '../domain.ts'
import { findRecipients, type Recipient, reachableOn } from '../recipients.ts'
import type { Sight } from '../store/campaigns.ts'
import { type Rules, samplePeople } from '../store/purchases.ts'

const productsMax = 20_000
const sampleMax = 10_000
const batchMax = 500

/** Whether and how somebody gets a campaign. */
export type Reach =
  | { readonly kind: 'channels'; readonly channels: readonly Channel[] }
  | { readonly kind: 'no-consent' | 'unreachable' | 'other-language' }

/** By what a person allows for offers, in their own order. Those who are gone are reached by nothing. */
export function reachOf(
  recipient: Recipient | undefined,
  channels: readonly Channel[],
  language: Audience['language'],
): Reach {
  if (!recipient) return { kind: 'unreachable' }
  const { preferences } = recipient
  if (language !== undefined && preferences.language !== language) return { kind: 'other-language' }
  if (!preferences.offers.some((channel) => channels.includes(channel))) return { kind: 'no-consent' }
  const plan = planChannels(preferences.offers, channels, reachableOn(recipient))
  return plan.length > 0 ? { kind: 'channels', channels: plan } : { kind: 'unreachable' }
}

/** An audience with its category as products. @throws campaigns/category-too-large */
export async function rulesOf({ call }: NotificationsContext, audience: Audience): Promise<Rules> {
  if (audience.categoryId === undefined) return audience
  const { productIds } = await call(ProductsInCategory, { categoryId: audience.categoryId, limit: productsMax })
  if (productIds.length === productsMax) throw campaigns('campaigns/category-too-large')
  return { ...audience, productIds }
}

/**
 * Counts whom a campaign would reach, person by person as it would be sent; for who sees some stores, of their people.
 * @throws campaigns/not-your-store, campaigns/category-too-large
 */
export async function sizeOf(
  context: NotificationsContext,
  audience: Audience,
  channels: readonly Channel[],
  stores?: Sight,
): Promise<AudienceSize> {
  const { db, clock } = context
  const { storeId } = audience
  if (stores && storeId !== undefined && !stores.includes(storeId)) throw campaigns('campaigns/not-your-store')
  const rules = { ...(await rulesOf(context, audience)), ...(stores ? { stores } : {}) }
  const { people, userIds } = await samplePeople(db.sql, rules, clock.now(), sampleMax)
  const counts = { push: 0, sms: 0, email: 0, 'no-consent': 0, unreachable: 0, 'other-language': 0 }
  for (let at = 0; at < userIds.length; at += batchMax) {
    const batch = userIds.slice(at, at + batchMax)
    const recipients = await findRecipients(context, batch)
    for (const userId of batch) {
      const reach = reachOf(recipients.get(userId), channels, audience.language)
      counts[reach.kind === 'channels' ? reach.channels[0]! : reach.kind] += 1
    }
  }
  const share = userIds.length === 0 ? 0 : people / userIds.length
  const scaled = (count: number) => Math.round(count * share)
  return {
    people: people - scaled(counts['other-language']),
    push: scaled(counts.push),
    sms: scaled(counts.sms),
    email: scaled(counts.email),
    noConsent: scaled(counts['no-consent']),
    unreachable: scaled(counts.unreachable),
    estimated: userIds.length < people,
  }
}
