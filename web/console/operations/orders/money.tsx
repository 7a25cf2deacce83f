import type { OrderMoney } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'

const accounts = ['provider', 'cash', 'till', 'wallet', 'prepaid', 'sales', 'tips', 'goodwill', 'refunds'] as const
const kinds = [
  'capture',
  'wallet-payment',
  'refund',
  'refund-bounced',
  'settlement',
  'wallet-credit',
  'cash-deposit',
] as const
const known = <T extends string>(names: readonly T[], given: string): T | undefined =>
  names.find((name) => name === given)

/** What the books say of an order: the sums, and each step as money that goes from one place to another. */
export function Money({ books, error }: { books: OrderMoney | undefined; error: unknown }) {
  const t = useT()
  const { money, dateTime } = useFormat()
  /** `cash:usr_…` is the cash of a rider: whose, the order tells. */
  const accountName = (account: string) => {
    const name = known(accounts, account.split(':')[0] ?? '')
    return name ? t(`ops.account.${name}`) : account
  }
  const kindName = (kind: string) => {
    const name = known(kinds, kind)
    return name ? t(`ops.posting.${name}`) : kind
  }
  return (
    <Panel title={t('ops.money')}>
      {!books && (error ? <ErrorState error={error} /> : <Skeleton className="h-24" />)}
      {books && (
        <div className="flex flex-col gap-4 text-sm">
          <dl className="flex flex-wrap gap-x-8 gap-y-2">
            {(['taken', 'refunded', 'refundable'] as const).map((name) => (
              <div key={name}>
                <dt className="text-ink-2">{t(`ops.${name}`)}</dt>
                <dd className="num text-lg font-bold">{money(books[name])}</dd>
              </div>
            ))}
          </dl>
          {books.postings.length === 0 && <p className="text-ink-2">{t('ops.noPostings')}</p>}
          <ol className="flex flex-col gap-3">
            {books.postings.map((posting, index) => (
              <li key={`${posting.at}${index}`} className="rounded-md border border-line p-3">
                <p className="flex flex-wrap justify-between gap-x-3 font-semibold">
                  <span>{kindName(posting.kind)}</span>
                  <time className="num font-normal text-ink-2">{dateTime(posting.at)}</time>
                </p>
                {posting.memo && <p className="break-words text-ink-2">{posting.memo}</p>}
                <ul className="text-ink-2">
                  {posting.entries.map((entry) => (
                    <li key={entry.account} className="flex justify-between gap-3">
                      <span className="min-w-0 truncate">{accountName(entry.account)}</span>
                      <span className="num">{money(entry.amount)}</span>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Panel>
  )
}
