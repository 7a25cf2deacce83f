import type { Campaign } from '../../../api-client/campaigns.ts'
import { useFormat } from '../../../shared/format.ts'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { Stat, Stats } from '../../../shared/ui/stat.tsx'
import { useT } from '../../messages/messages.ts'

/** What became of it. */
export function Results({ campaign }: { campaign: Campaign }) {
  const t = useT()
  const format = useFormat()
  const { results, coupon, sendAt, endedAt } = campaign
  return (
    <Panel title={t('campaign.results')}>
      <div className="flex flex-col gap-3">
        <p className="text-sm text-ink-2">
          {sendAt && t('campaign.from', { at: format.dateTime(sendAt) })}
          {endedAt && ` · ${t('campaign.until', { at: format.dateTime(endedAt) })}`}
        </p>
        <Stats>
          <Stat label={t('campaign.people')} value={format.number(results.people)} />
          <Stat label={t('campaign.sent')} value={format.number(results.sent)} />
          {(['waiting', 'failed', 'unknown', 'skipped', 'stopped'] as const)
            .filter((key) => results[key] > 0)
            .map((key) => (
              <Stat key={key} label={t(`campaign.${key}`)} value={format.number(results[key])} />
            ))}
          {coupon && (
            <Stat
              label={t('campaign.ordersWith', { code: coupon })}
              value={format.number(results.orders)}
              note={t('campaign.customers', { count: results.customers })}
            />
          )}
        </Stats>
      </div>
    </Panel>
  )
}
