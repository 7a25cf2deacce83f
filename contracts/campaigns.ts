import Type, { type Static } from 'typebox'
import { event } from './event.ts'
import { ActorName } from './identity.ts'
import { CampaignId, CategoryId, StoreId, UserId } from './ids.ts'
import { Channel } from './notifications.ts'
import { defineProblems } from './problem.ts'
import { Timestamp } from './time.ts'
import { Language } from './users.ts'

export const campaigns = defineProblems({
  'campaigns/not-found': [404, 'There is no such campaign'],
  'campaigns/not-your-store': [403, 'You do not work in this store'],
  'campaigns/not-draft': [409, 'This campaign was sent off already and stays as it is'],
  'campaigns/not-running': [409, 'This campaign is neither planned nor being sent'],
  'campaigns/coupon-unknown': [422, 'There is no such offer, or it is paused or over by then'],
  'campaigns/category-too-large': [422, 'There are too many products in this category; please choose one below it'],
  'campaigns/bad-time': [422, 'Campaigns are planned at most 90 days ahead'],
} as const)

const Days = Type.Integer({ minimum: 1, maximum: 365 })

/** Who is meant, among those who ever ordered: every rule that is there has to hold. */
export const Audience = Type.Object(
  {
    /** Ordered within so many days. */
    orderedWithinDays: Type.Optional(Days),
    /** Has not ordered for so many days. */
    notOrderedForDays: Type.Optional(Days),
    /** Ordered from this store. */
    storeId: Type.Optional(StoreId),
    /** Bought something of this category, or of one below it. */
    categoryId: Type.Optional(CategoryId),
    /** Reads messages in this language. */
    language: Type.Optional(Language),
  },
  { additionalProperties: false, title: 'Audience' },
)
export type Audience = Static<typeof Audience>

export const CampaignWords = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
    body: Type.String({ minLength: 1, maxLength: 600, pattern: '\\S' }),
  },
  { additionalProperties: false, title: 'CampaignWords' },
)
export type CampaignWords = Static<typeof CampaignWords>

export const CampaignMessage = Type.Object(
  { en: CampaignWords, hi: CampaignWords },
  { additionalProperties: false, title: 'CampaignMessage' },
)
export type CampaignMessage = Static<typeof CampaignMessage>

const Coupon = Type.String({ pattern: '^[A-Z0-9]{3,20}$', maxLength: 20 })
const Channels = Type.Array(Channel, { minItems: 1, maxItems: 3, uniqueItems: true })

export const CampaignInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    audience: Audience,
    /** Those it may use; each person gets it on the first of their own that is among them. */
    channels: Channels,
    message: CampaignMessage,
    coupon: Type.Optional(Coupon),
    /** Where a tap leads in the shop. */
    link: Type.Optional(Type.String({ pattern: '^/[A-Za-z0-9/_?=&%.-]*$', maxLength: 200 })),
  },
  { additionalProperties: false, title: 'CampaignInput' },
)
export type CampaignInput = Static<typeof CampaignInput>

/**
 *     draft ─► scheduled ─► sending ─► sent
 *                  └───────────┴─────► stopped
 */
export const campaignStates = ['draft', 'scheduled', 'sending', 'sent', 'stopped'] as const
export type CampaignState = (typeof campaignStates)[number]

export const CampaignResults = Type.Object(
  {
    /** People of the audience when sending began; those who left Tokri since are taken out. */
    people: Type.Integer(),
    /** Not yet their turn. */
    waiting: Type.Integer(),
    sent: Type.Integer(),
    /** No channel took it. */
    failed: Type.Integer(),
    /** Perhaps sent: the connection broke, and twice would be worse than not at all. */
    unknown: Type.Integer(),
    /** Want no offers on these channels, or cannot be reached there, or read another language. */
    skipped: Type.Integer(),
    /** Left out since it was stopped. */
    stopped: Type.Integer(),
    /** Orders with its coupon by people who got it, after they did, that were not cancelled. */
    orders: Type.Integer(),
    customers: Type.Integer(),
  },
  { title: 'CampaignResults' },
)
export type CampaignResults = Static<typeof CampaignResults>

export const Campaign = Type.Object(
  {
    id: CampaignId,
    ...CampaignInput.properties,
    state: Type.Enum([...campaignStates]),
    createdAt: Timestamp,
    createdBy: ActorName,
    /** From when it is sent. */
    sendAt: Type.Optional(Timestamp),
    endedAt: Type.Optional(Timestamp),
    results: CampaignResults,
    /** It waits for the end of the quiet hours. */
    quiet: Type.Boolean(),
  },
  { title: 'Campaign' },
)
export type Campaign = Static<typeof Campaign>

/** How many people a campaign would reach, by what each of them allows. */
export const AudienceSize = Type.Object(
  {
    /** People whom the rules fit. */
    people: Type.Integer(),
    /** Of them, by the channel on which each would get it. */
    push: Type.Integer(),
    sms: Type.Integer(),
    email: Type.Integer(),
    /** They want no offers, or none on these channels. */
    noConsent: Type.Integer(),
    /** They would want it, but no device, number or address is known. */
    unreachable: Type.Integer(),
    /** The first 10,000 people were looked up; the rest is taken to be like them. */
    estimated: Type.Boolean(),
  },
  { title: 'AudienceSize' },
)
export type AudienceSize = Static<typeof AudienceSize>

export const AudienceQuestion = Type.Object(
  { audience: Audience, channels: Channels },
  { additionalProperties: false, title: 'AudienceQuestion' },
)

export const PreviewQuestion = Type.Object(
  {
    message: CampaignMessage,
    coupon: CampaignInput.properties.coupon,
    link: CampaignInput.properties.link,
  },
  { additionalProperties: false, title: 'CampaignPreviewQuestion' },
)

const Preview = Type.Object({
  push: Type.Object({ title: Type.String(), body: Type.String() }),
  sms: Type.Object({
    text: Type.String(),
    encoding: Type.Enum(['GSM-7', 'UCS-2']),
    /** In units of the encoding. */
    length: Type.Integer(),
    /** What the operator bills for. */
    segments: Type.Integer(),
  }),
  email: Type.Object({ subject: Type.String(), text: Type.String() }),
})

/** What arrives on each channel, in each language. */
export const CampaignPreview = Type.Object({ en: Preview, hi: Preview }, { title: 'CampaignPreview' })
export type CampaignPreview = Static<typeof CampaignPreview>

/** Key: campaign. People who got it, a batch at a time. */
export const CampaignSent = event(
  'campaign.sent',
  1,
  Type.Object({ campaignId: CampaignId, userIds: Type.Array(UserId), at: Timestamp }),
)
