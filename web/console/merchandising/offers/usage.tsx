import { useQuery } from '@tanstack/react-query'
import type { AdminOffer } from '../../../api-client/merchandising.ts'
import { useFormat } from '../../../shared/format.ts'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { Stat, Stats } from '../../../shared/ui/stat.tsx'
import { useT } from '../../messages/messages.ts'
import { usageQuery } from '../queries.ts'

/** What became of an offer. */
export function Usage({ offer }: { offer: AdminOffer }) {
  const t = useT()
  const format = useFormat()
  const usage = useQuery(usageQuery(offer.code))
  return (
    <Panel title={t('offer.usage')}>
      <Stats>
        <Stat label={t('offer.uses')} value={usage.data && format.number(usage.data.uses)} />
        <Stat label={t('offer.customers')} value={usage.data && format.number(usage.data.customers)} />
        <Stat
          label={t('offer.spent')}
          value={usage.data && format.money(usage.data.discount)}
          note={offer.budget && t('offer.ofBudget', { budget: format.money(offer.budget) })}
        />
      </Stats>
    </Panel>
  )
}
