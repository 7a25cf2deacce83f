import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { CampaignInput } from '../../../api-client/campaigns.ts'
import { useFormat } from '../../../shared/format.ts'
import { Notice, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { Stat, Stats } from '../../../shared/ui/stat.tsx'
import { useT } from '../../messages/messages.ts'
import { sizeQuery } from './queries.ts'

/** What it was a moment ago, while somebody is still typing. */
export function useSettled<T>(value: T, afterMs = 400): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs)
    return () => clearTimeout(timer)
  }, [value, afterMs])
  return settled
}

/** How many it would reach now, and why it would not reach the others. */
export function Size({ draft }: { draft: CampaignInput }) {
  const t = useT()
  const format = useFormat()
  const errorText = useErrorText()
  const { data, error } = useQuery(sizeQuery(useSettled(draft)))
  const stat = (label: string, count: number | undefined) => (
    <Stat label={label} value={count === undefined ? undefined : format.number(count)} />
  )
  return (
    <Panel title={t('campaign.size')}>
      <div className="flex flex-col gap-3" role="status">
        {error ? (
          <Notice tone="bad">{errorText(error)}</Notice>
        ) : (
          <>
            <p className="font-semibold">
              {data &&
                t('campaign.reaches', {
                  count: data.push + data.sms + data.email,
                  people: format.number(data.people),
                })}
            </p>
            <Stats>
              {stat(t('campaign.channel.push'), data?.push)}
              {stat(t('campaign.channel.sms'), data?.sms)}
              {stat(t('campaign.channel.email'), data?.email)}
              {stat(t('campaign.noConsent'), data?.noConsent)}
              {stat(t('campaign.unreachable'), data?.unreachable)}
            </Stats>
            {data?.estimated && <p className="text-sm text-ink-2">{t('campaign.estimated')}</p>}
          </>
        )}
      </div>
    </Panel>
  )
}
