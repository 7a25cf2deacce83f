import Type from 'typebox'
import {
  AudienceQuestion,
  AudienceSize,
  Campaign,
  CampaignInput,
  CampaignPreview,
  PreviewQuestion,
} from '../../../contracts/campaigns.ts'
import { CampaignId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { Timestamp } from '../../../contracts/time.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { NotificationsContext } from '../context.ts'
import { listCampaigns } from '../store/campaigns.ts'
import {
  changeCampaign,
  createCampaign,
  deleteCampaign,
  previewOf,
  readCampaign,
  scheduleCampaign,
  sightOf,
  stopCampaign,
  withResults,
} from './manage.ts'
import { sizeOf } from './reach.ts'

const route = routesOf<NotificationsContext>()
const params = Type.Object({ id: CampaignId })
const readers = ['admin', 'manager'] as const
const writers = ['admin'] as const

export const campaignRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/campaigns',
      summary: 'Campaigns, newest first, and what became of them: for managers, in their stores',
      access: readers,
      query: Type.Object(Paging),
      answer: Page(Campaign),
    },
    async ({ query: { limit = 20, cursor }, actor }, context) => {
      const { sql } = context.db
      const stores = sightOf(actor)
      const before = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0])
      const found = await listCampaigns(sql, { limit: limit + 1, stores, ...(before === undefined ? {} : { before }) })
      const items = await withResults(context, sql, found.slice(0, limit), stores)
      const last = items.at(-1)
      return { items, next: found.length > limit && last ? encodeCursor([last.id]) : null }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/campaigns',
      summary: 'Draft a campaign; nothing is sent yet',
      access: writers,
      body: CampaignInput,
      answer: Campaign,
      status: 201,
      problems: ['campaigns/coupon-unknown'],
    },
    ({ actor, body }, context) => createCampaign(context, actor, body),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/campaigns/audience',
      summary:
        'How many people a campaign would reach now, by what each of them allows; for managers, of those of their stores',
      access: readers,
      body: AudienceQuestion,
      answer: AudienceSize,
      problems: ['campaigns/category-too-large', 'campaigns/not-your-store'],
      rateLimit: { requests: 60, perS: 60 },
    },
    ({ body: { audience, channels }, actor }, context) => sizeOf(context, audience, channels, sightOf(actor)),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/campaigns/preview',
      summary: 'What a campaign looks like on each channel in each language, and how many SMS it takes',
      access: readers,
      body: PreviewQuestion,
      answer: CampaignPreview,
    },
    ({ body }, context) => previewOf(context, body),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/campaigns/:id',
      summary: 'A campaign and what became of it: for managers, in their stores',
      access: readers,
      params,
      answer: Campaign,
      problems: ['campaigns/not-found'],
    },
    ({ params: { id }, actor }, context) => readCampaign(context, id, sightOf(actor)),
  ),
  route(
    {
      method: 'PUT',
      path: '/v1/admin/campaigns/:id',
      summary: 'Change a draft',
      access: writers,
      params,
      body: CampaignInput,
      answer: Campaign,
      problems: ['campaigns/not-found', 'campaigns/not-draft', 'campaigns/coupon-unknown'],
    },
    ({ actor, params: { id }, body }, context) => changeCampaign(context, actor, id, body),
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/admin/campaigns/:id',
      summary: 'Throw a draft away',
      access: writers,
      params,
      status: 204,
      problems: ['campaigns/not-found', 'campaigns/not-draft'],
    },
    ({ actor, params: { id } }, context) => deleteCampaign(context, actor, id),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/campaigns/:id/schedule',
      summary: 'Send a draft at a time, or now; in quiet hours it waits for their end',
      access: writers,
      params,
      body: Type.Object({ at: Type.Optional(Timestamp) }, { additionalProperties: false }),
      answer: Campaign,
      problems: ['campaigns/not-found', 'campaigns/not-draft', 'campaigns/coupon-unknown', 'campaigns/bad-time'],
    },
    ({ actor, params: { id }, body: { at } }, context) => scheduleCampaign(context, actor, id, at),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/campaigns/:id/stop',
      summary: 'Stop a campaign for good; those who have not got it will not',
      access: writers,
      params,
      answer: Campaign,
      problems: ['campaigns/not-found', 'campaigns/not-running'],
    },
    ({ actor, params: { id } }, context) => stopCampaign(context, actor, id),
  ),
]
