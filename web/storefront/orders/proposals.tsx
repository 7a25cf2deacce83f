import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { decideProposal, listProposals, type Proposal } from '../../api-client/after-order.ts'
import { isProblem } from '../../api-client/problem.ts'
import type { Order } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { pollMs, useLive } from '../../shared/live/use-live.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Countdown } from '../../shared/ui/countdown.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'

/** Replacements that the picker asks about: open ones to answer, and what became of the others. */
export function Proposals({ order }: { order: Order }) {
  const t = useT()
  const nameOf = useName()
  const client = useQueryClient()
  const queryKey = ['mine', 'order', order.id, 'substitutions']
  const live = useLive(`order:${order.id}`, (message) => {
    if (message.type === 'proposal' || message.type === 'subscribed') void client.invalidateQueries({ queryKey })
  })
  const asked = useQuery({
    queryKey,
    queryFn: ({ signal }) => listProposals(order.id, signal),
    refetchInterval: live ? 20_000 : pollMs,
  })
  const items = asked.data?.items ?? []
  return items.map((each) => {
    if (each.state === 'asked') return <Question key={each.id} order={order} proposal={each} queryKey={queryKey} />
    if (each.state === 'withdrawn') return null
    return (
      <Notice key={each.id} tone={each.state === 'approved' ? 'ok' : 'plain'}>
        {t(`ask.${each.state}`, {
          name: each.state === 'approved' ? each.byName : nameOf(lineOf(order, each) ?? each),
        })}
      </Notice>
    )
  })
}

/** The line that a question is about: it knows its name in Hindi, too. */
const lineOf = ({ lines }: Order, { productId }: Proposal) => lines.find((line) => line.productId === productId)

function Question({ order, proposal, queryKey }: { order: Order; proposal: Proposal; queryKey: string[] }) {
  const t = useT()
  const nameOf = useName()
  const name = nameOf(lineOf(order, proposal) ?? proposal)
  const { money } = useFormat()
  const errorText = useErrorText()
  const client = useQueryClient()
  const decide = useMutation({
    mutationFn: (decision: 'approve' | 'refuse') => decideProposal(order.id, proposal.id, decision),
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
  return (
    <section
      aria-label={t('ask.title', { name })}
      className="flex flex-col gap-3 rounded-lg border-2 border-accent bg-card p-4"
    >
      <div className="flex items-start justify-between gap-3">
        <h2 className="text-lg leading-snug font-bold">{t('ask.title', { name })}</h2>
        <Countdown until={proposal.expiresAt} label={t('ask.left')} warnS={30} className="text-2xl" />
      </div>
      <p>{t('ask.question')}</p>
      <div className="flex items-center gap-3">
        {proposal.byImage && (
          <img src={proposal.byImage} alt="" width={64} height={64} className="size-16 flex-none rounded-md bg-tile" />
        )}
        <p className="leading-snug">
          <span className="block font-semibold">
            {proposal.quantity} × {proposal.byName}
          </span>
          {proposal.byPack && <span className="block text-sm text-ink-2">{proposal.byPack}</span>}
          <span className="block text-sm text-ink-2">{t('ask.price', { price: money(proposal.price) })}</span>
        </p>
      </div>
      {decide.isError && !isProblem(decide.error, 'orders/proposal-closed') && (
        <Notice tone="bad">{errorText(decide.error)}</Notice>
      )}
      <div className="grid grid-cols-2 gap-2">
        <Button look="outline" busy={decide.isPending} onClick={() => decide.mutate('refuse')}>
          {t('ask.no')}
        </Button>
        <Button look="accent" busy={decide.isPending} onClick={() => decide.mutate('approve')}>
          {t('ask.yes')}
        </Button>
      </div>
    </section>
  )
}
