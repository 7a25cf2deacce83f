import type { CampaignMessage } from '../../../contracts/campaigns.ts'
import type { Channel } from '../../../contracts/notifications.ts'
import type { PaymentMethod } from '../../../contracts/orders.ts'

/** What each template is told. Instants are RFC 3339, amounts paise. */
export interface TemplateData {
  welcome: { name: string }
  order_confirmed: { number: string; promisedAt: string; total: number; method: PaymentMethod }
  order_substituted: { number: string; byName: string; quantity: number }
  on_the_way: { number: string; riderName: string | null; etaAt: string; doorCode: string | null }
  arriving: { number: string; riderName: string | null }
  order_delivered: { number: string; total: number }
  order_cancelled: { number: string }
  order_failed: { number: string }
  payment_failed: { number: string }
  payment_refunded: { number: string; amount: number; toWallet: boolean }
  late_credit: { number: string; amount: number; lateMinutes: number }
  order_message: { number: string; from: 'customer' | 'rider' | 'staff'; text: string }
  order_proposal: { number: string; name: string; byName: string; seconds: number }
  /** With its coupon in the text. */
  campaign: CampaignMessage
}

export type TemplateName = keyof TemplateData

/**
 * What a message is worth: the channels that it may use (none: it is in the inbox and disturbs nobody), and for how many
 * seconds it is of use. A customer hears of what they wait for or have to do; packing and the choice of a rider are
 * shown in the app to who looks.
 */
export const worth: Record<TemplateName, { readonly channels: readonly Channel[]; readonly usefulS: number }> = {
  welcome: { channels: [], usefulS: 0 },
  order_confirmed: { channels: ['push', 'sms', 'email'], usefulS: 900 },
  order_substituted: { channels: ['push', 'sms'], usefulS: 1_800 },
  on_the_way: { channels: ['push', 'sms', 'email'], usefulS: 900 },
  arriving: { channels: ['push'], usefulS: 300 },
  order_delivered: { channels: ['push', 'email'], usefulS: 86_400 },
  order_cancelled: { channels: ['push', 'sms', 'email'], usefulS: 86_400 },
  order_failed: { channels: ['push', 'sms', 'email'], usefulS: 86_400 },
  payment_failed: { channels: ['push', 'sms', 'email'], usefulS: 300 },
  payment_refunded: { channels: ['push', 'sms', 'email'], usefulS: 86_400 },
  late_credit: { channels: ['push', 'email'], usefulS: 86_400 },
  // Chatter: a text message for each would be dear, and late.
  order_message: { channels: ['push'], usefulS: 900 },
  order_proposal: { channels: ['push'], usefulS: 120 },
  campaign: { channels: ['push', 'sms', 'email'], usefulS: 3_600 },
}
