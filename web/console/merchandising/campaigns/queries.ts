import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  type Campaign,
  type CampaignInput,
  getCampaign,
  listCampaigns,
  previewCampaign,
  sizeAudience,
} from '../../../api-client/campaigns.ts'

/** Its figures still move. */
export const underWay = (campaign: Campaign | undefined): boolean =>
  campaign !== undefined && (campaign.state === 'scheduled' || campaign.state === 'sending')

export const campaignsQuery = infiniteQueryOptions({
  queryKey: ['merch', 'campaigns'],
  queryFn: ({ pageParam, signal }) => listCampaigns(pageParam ?? undefined, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
})

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ['merch', 'campaign', id],
    queryFn: ({ signal }) => getCampaign(id, signal),
    refetchInterval: (query) => (underWay(query.state.data) ? 2_000 : false),
  })

export const sizeQuery = ({ audience, channels }: CampaignInput) =>
  queryOptions({
    queryKey: ['merch', 'audience', audience, channels],
    queryFn: ({ signal }) => sizeAudience({ audience, channels }, signal),
    enabled: channels.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  })

/** Undefined fields are left out: the API takes none for a value. */
export const previewQuery = ({ message, coupon, link }: CampaignInput) =>
  queryOptions({
    queryKey: ['merch', 'campaign-preview', message, coupon, link],
    queryFn: ({ signal }) =>
      previewCampaign({ message, ...(coupon ? { coupon } : {}), ...(link ? { link } : {}) }, signal),
    enabled: [message.en, message.hi].every(({ title, body }) => title.trim() !== '' && body.trim() !== ''),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
