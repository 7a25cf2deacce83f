import { TriangleAlert } from 'lucide-react'
import { useLocation } from 'wouter'
import { sayProblem } from '../../shared/i18n/said.ts'
import { useT } from '../messages/messages.ts'
import { Deed } from '../ui/deed.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useShift } from '../work/queries.ts'
import { acknowledge, useOutbox } from './outbox.ts'
import { type Deed as Done, refusedOf } from './queue.ts'

/** What a rider has to do when the server did not take a deed: one at a time, in plain words. */
export function Refused() {
  const t = useT()
  const [, go] = useLocation()
  const { shift } = useShift()
  const deed = refusedOf(useOutbox()).find((each) => each.refusal?.because === undefined)
  if (!deed?.refusal) return null
  const close = () => void acknowledge(deed.key)
  const again = deed.taskId !== undefined && repairable.has(deed.refusal.code)
  return (
    <Sheet title={t('refused.title')} onClose={close}>
      <div role="alert" className="flex items-start gap-3">
        <TriangleAlert className="mt-1 size-9 flex-none text-bad" aria-hidden="true" />
        <div className="flex flex-col gap-2">
          <p className="text-lg font-bold">
            {t(`deed.${deed.kind}`)}
            {deed.number && <span className="num"> · {deed.number}</span>}
          </p>
          <p className="text-xl">{explain(t, deed, shift?.store.name ?? '')}</p>
        </div>
      </div>
      {again && (
        <Deed
          onClick={() => {
            close()
            go(`/tasks/${deed.taskId}`)
          }}
        >
          {t('refused.open')}
        </Deed>
      )}
      <Deed look={again ? 'outline' : 'primary'} onClick={close}>
        {t('refused.understood')}
      </Deed>
    </Sheet>
  )
}

/** What the rider can put right at the order itself. */
const repairable = new Set([
  'deliveries/wrong-code',
  'deliveries/too-many-codes',
  'deliveries/cash-due',
  'deliveries/not-at-door',
  'deliveries/photo-needed',
  'deliveries/too-soon',
  'deliveries/wrong-bag',
  'deliveries/not-packed',
])

const carried: readonly string[] = ['pickup', 'arrive', 'deliver', 'fail']

function explain(t: ReturnType<typeof useT>, { kind, refusal }: Done, store: string): string {
  switch (refusal?.code) {
    case 'deliveries/offer-gone':
      return t('refused.offerGone')
    case 'deliveries/not-yours':
    case 'deliveries/not-found':
    case 'deliveries/wrong-state': {
      if (refusal.state === 'cancelled')
        return t(carried.includes(kind) ? 'refused.cancelledReturn' : 'refused.cancelled', { store })
      // Staff gave up what the rider says to have handed over: they see that, and what was paid has gone back.
      if (kind === 'deliver') return t('refused.givenUp', { store })
      return t(carried.includes(kind) ? 'refused.movedReturn' : 'refused.moved', { store })
    }
    case 'deliveries/drop-first':
      return t('refused.dropFirst')
    case 'deliveries/wrong-code':
      return t('refused.wrongCode')
    case 'deliveries/too-many-codes':
      return t('refused.tooManyCodes')
    case 'deliveries/cash-due':
      return t('refused.cashDue')
    case 'deliveries/not-at-door':
      return t('refused.notAtDoor')
    case 'deliveries/photo-needed':
      return t('refused.photoNeeded')
    case 'deliveries/too-soon':
      return t('refused.tooSoon')
    case 'deliveries/not-packed':
      return t('refused.notPacked')
    case 'deliveries/wrong-bag':
      return t('refused.wrongBag')
    case 'deliveries/busy':
      return t('refused.busy')
    case 'deliveries/cash-limit':
      return t('refused.cashLimit', { store })
    case 'deliveries/deposit-too-large':
      return t('refused.depositTooLarge')
    case 'orders/conversation-closed':
      return t('refused.conversationClosed')
    default:
      // The message goes on after the reason, with a stop between them.
      return t('refused.other', {
        reason: refusal ? (sayProblem(t, refusal) ?? refusal.message).replace(/।$/, '') : '',
      })
  }
}
