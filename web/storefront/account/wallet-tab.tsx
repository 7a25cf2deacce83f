import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { walletQuery } from './queries.ts'

export function WalletTab() {
  const t = useT()
  const { money, dateTime } = useFormat()
  const wallet = useInfiniteQuery(walletQuery)
  if (wallet.isPending) return <Skeleton className="h-40" />
  if (wallet.isError) return <ErrorState error={wallet.error} onRetry={() => void wallet.refetch()} />
  const balance = wallet.data.pages[0]?.balance
  const items = wallet.data.pages.flatMap((page) => page.items)
  return (
    <div className="flex flex-col gap-4">
      <div className="weave rounded-xl bg-deep p-6 text-on-deep">
        <p className="text-sm text-on-deep-2">{t('wallet.balance')}</p>
        <p className="num text-3xl font-extrabold text-cane">{balance && money(balance)}</p>
      </div>
      {items.length === 0 && <p className="text-ink-2">{t('wallet.empty')}</p>}
      <ul className="divide-y divide-line rounded-lg border border-line bg-card empty:hidden">
        {items.map((item) => (
          <li key={item.id} className="flex items-center justify-between gap-4 p-4">
            <div>
              <p className="font-semibold">{item.kind ? t(`wallet.kind.${item.kind}`) : item.reason}</p>
              {/* In the words of whoever gave it. */}
              {(item.kind === 'refund' || item.kind === 'credit') && <p className="text-sm">{item.reason}</p>}
              <p className="text-sm text-ink-2">
                {dateTime(item.at)}
                {item.orderId && (
                  <>
                    {' · '}
                    <Link
                      to="/orders/$orderId"
                      params={{ orderId: item.orderId }}
                      className="font-semibold text-brand underline"
                    >
                      {t('wallet.order')}
                    </Link>
                  </>
                )}
              </p>
            </div>
            <p className={`num font-bold ${item.amount.amount > 0 ? 'text-ok' : ''}`}>
              {item.amount.amount > 0 ? '+' : ''}
              {money(item.amount)}
            </p>
          </li>
        ))}
      </ul>
      {wallet.hasNextPage && (
        <Button
          look="outline"
          className="self-center"
          busy={wallet.isFetchingNextPage}
          onClick={() => void wallet.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}
