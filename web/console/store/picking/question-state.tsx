import { MessageCircleQuestion } from 'lucide-react'
import type { PickLine } from '../../../api-client/picking.ts'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import { Notice } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'

/** Where the question about a line stands: how long the customer still has, or what came of it. */
export function QuestionState({ line }: { line: PickLine }) {
  const t = useT()
  const put = line.substitute
  if (put?.state === 'asked')
    return (
      <Notice tone="accent" icon={<MessageCircleQuestion className="size-5" aria-hidden="true" />}>
        <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <span role="status">{t(put.expiresAt ? 'ask.waiting' : 'ask.sending', { name: put.name })}</span>
          {put.expiresAt && (
            <Countdown until={put.expiresAt} label={t('ask.left')} warnS={20} className="text-xl tabular-nums" />
          )}
        </span>
      </Notice>
    )
  if (put?.state === 'approved') return <Notice tone="ok">{t('ask.agreed', { name: put.name })}</Notice>
  if (!put && line.answer) return <Notice tone="warn">{t(line.answer === 'refused' ? 'ask.no' : 'ask.late')}</Notice>
  return null
}
