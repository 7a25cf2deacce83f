import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Camera, CircleCheck, Flag } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { type Issue, type IssueInput, listIssues, reportIssue } from '../../api-client/after-order.ts'
import { sendPhoto } from '../../api-client/photos.ts'
import type { Order, OrderLine } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { NotAPhotoError, shrinkPhoto } from '../../shared/photo.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Choice } from '../../shared/ui/choice.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { Select, TextArea } from '../../shared/ui/field.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { orderQuery } from './queries.ts'

type Kind = IssueInput['kind']
const kinds: readonly Kind[] = ['missing', 'damaged', 'wrong', 'late', 'other']
const ofLines = (kind: Kind) => kind === 'missing' || kind === 'damaged' || kind === 'wrong'
const cameOf = (line: OrderLine) => (line.picked ?? line.quantity) + (line.substitute?.quantity ?? 0)

const issuesKey = (id: string) => ['mine', 'order', id, 'issues']

/** What was reported before, with what became of it. */
export function ReportedIssues({ order }: { order: Order }) {
  const t = useT()
  const issues = useQuery({ queryKey: issuesKey(order.id), queryFn: ({ signal }) => listIssues(order.id, signal) })
  if (!issues.data?.items.length) return null
  return (
    <section aria-label={t('issue.told')} className="rounded-lg border border-line bg-card p-3.5 text-sm">
      <h2 className="font-bold">{t('issue.told')}</h2>
      <ul className="mt-1 divide-y divide-line">
        {issues.data.items.map((issue) => (
          <li key={issue.id} className="flex justify-between gap-3 py-1.5">
            <span>{t(`issue.${issue.kind}`)}</span>
            <span className="text-right text-ink-2">
              <Outcome issue={issue} short />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Outcome({ issue, short = false }: { issue: Issue; short?: boolean }) {
  const t = useT()
  const { money } = useFormat()
  const { resolution } = issue
  if (resolution.kind === 'review') return t(short ? 'issue.openState' : 'issue.review')
  const amount = money(resolution.amount)
  return t(resolution.to === 'wallet' ? 'issue.refunded' : 'issue.refundedSource', { amount })
}

export function ReportIssue({ order }: { order: Order }) {
  const t = useT()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="outline" onClick={() => setOpen(true)}>
        <Flag className="size-5" aria-hidden="true" />
        {t('issue.report')}
      </Button>
      {open && <Report order={order} onClose={() => setOpen(false)} />}
    </>
  )
}

function Report({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useT()
  const nameOf = useName()
  const errorText = useErrorText()
  const client = useQueryClient()
  const [kind, setKind] = useState<Kind>('missing')
  const [packs, setPacks] = useState<Record<string, number>>({})
  const [comment, setComment] = useState('')
  const [refundTo, setRefundTo] = useState<'wallet' | 'source'>('wallet')
  const photo = usePhoto(order.id)
  // One report however often it is sent; a changed one is another.
  const attempt = useRef({ body: '', key: '' })
  const lines = Object.entries(packs).flatMap(([productId, quantity]) =>
    quantity > 0 ? [{ productId, quantity }] : [],
  )
  const byCard = order.payment.method === 'card' || order.payment.method === 'upi'

  const report = useMutation({
    mutationFn: () => {
      const body: IssueInput = {
        kind,
        ...(ofLines(kind) && lines.length > 0 ? { lines } : {}),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
        ...(photo.id ? { photoIds: [photo.id] } : {}),
        ...(byCard && ofLines(kind) ? { refundTo } : {}),
      }
      const text = JSON.stringify(body)
      if (attempt.current.body !== text) attempt.current = { body: text, key: crypto.randomUUID() }
      return reportIssue(order.id, body, attempt.current.key)
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: issuesKey(order.id) })
      void client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey, exact: true })
      void client.invalidateQueries({ queryKey: ['mine', 'wallet'] })
    },
  })

  if (report.data)
    return (
      <Dialog
        open
        onClose={onClose}
        title={t('issue.report')}
        footer={
          <Button size="l" className="w-full" onClick={onClose}>
            {t('issue.done')}
          </Button>
        }
      >
        <div role="status" className="flex flex-col items-center gap-3 p-8 text-center text-lg font-bold">
          <CircleCheck className="size-12 text-ok" aria-hidden="true" />
          <p>
            <Outcome issue={report.data} />
          </p>
        </div>
      </Dialog>
    )

  const ready = ofLines(kind) ? lines.length > 0 : comment.trim() !== '' || kind === 'late'
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('issue.report')}
      footer={
        <Button
          size="l"
          className="w-full"
          busy={report.isPending}
          disabled={!ready || photo.sending}
          onClick={() => report.mutate()}
        >
          {t('issue.send')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4 p-4">
        <Choice
          label={t('issue.what')}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          options={kinds.map((value) => ({ value, label: t(`issue.${value}`) }))}
        />
        {ofLines(kind) && (
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 font-bold">{t('issue.which')}</legend>
            {order.lines.map((line) =>
              cameOf(line) > 0 ? (
                <div key={line.productId} className="flex items-center gap-3">
                  <img
                    src={line.image}
                    alt=""
                    width={44}
                    height={44}
                    className="size-11 flex-none rounded-md bg-tile"
                  />
                  <p className="min-w-0 flex-1 text-sm leading-snug font-semibold">{nameOf(line)}</p>
                  <Select
                    label={t('issue.packs', { name: nameOf(line) })}
                    labelHidden
                    value={String(packs[line.productId] ?? 0)}
                    onChange={(value) => setPacks({ ...packs, [line.productId]: Number(value) })}
                    options={Array.from({ length: cameOf(line) + 1 }, (_, count) => ({
                      value: String(count),
                      label: String(count),
                    }))}
                  />
                </div>
              ) : null,
            )}
          </fieldset>
        )}
        {(kind === 'damaged' || kind === 'wrong') && <PhotoField photo={photo} />}
        <TextArea
          label={t('issue.comment')}
          maxLength={1_000}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
        {byCard && ofLines(kind) && (
          <Choice
            label={t('issue.refundTo')}
            value={refundTo}
            onChange={(value) => setRefundTo(value === 'source' ? 'source' : 'wallet')}
            options={[
              { value: 'wallet', label: t('issue.toWallet') },
              { value: 'source', label: t('issue.toSource') },
            ]}
          />
        )}
        {report.isError && <Notice tone="bad">{errorText(report.error)}</Notice>}
      </div>
    </Dialog>
  )
}

interface TakenPhoto {
  id: string | null
  shown: string | null
  sending: boolean
  part: number
  error: unknown
  take: (file: File) => void
}

/** A photo that is made small and sent as soon as it is chosen. */
function usePhoto(orderId: string): TakenPhoto {
  const [part, setPart] = useState(0)
  const [shown, setShown] = useState<string | null>(null)
  const send = useMutation({
    mutationFn: async (file: File) => {
      setPart(0)
      const small = await shrinkPhoto(file)
      setShown(URL.createObjectURL(small))
      return sendPhoto(`/v1/orders/${orderId}/photos`, small, { onProgress: setPart })
    },
  })
  useEffect(() => () => (shown ? URL.revokeObjectURL(shown) : undefined), [shown])
  const { data, isPending, error, mutate } = send
  return { id: data?.id ?? null, shown, sending: isPending, part, error, take: mutate }
}

function PhotoField({ photo }: { photo: TakenPhoto }) {
  const t = useT()
  const { number } = useFormat()
  const errorText = useErrorText()
  const id = useId()
  const wrong =
    photo.error instanceof NotAPhotoError ? t('issue.photoBad') : photo.error ? errorText(photo.error) : null
  return (
    <div className="flex flex-col gap-2">
      <label
        htmlFor={id}
        className="relative flex min-h-14 items-center gap-3 rounded-md border-2 border-dashed border-line-strong bg-card px-4 py-2 font-semibold has-focus-visible:outline-3 has-focus-visible:outline-(--focus)"
      >
        <Camera className="size-6 flex-none text-brand" aria-hidden="true" />
        <span className="flex-1">
          {t('issue.photo')}
          <span className="block text-sm font-normal text-ink-2">{t('issue.photoNeeded')}</span>
        </span>
        {photo.shown && (
          <img src={photo.shown} alt={t('issue.photoAlt')} className="size-14 flex-none rounded-md object-cover" />
        )}
        <input
          id={id}
          type="file"
          accept="image/*"
          className="sr-only"
          disabled={photo.sending}
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) photo.take(file)
          }}
        />
      </label>
      <p role="status" className="text-sm text-ink-2 empty:hidden">
        {photo.sending && t('issue.sending', { percent: `${number(Math.round(photo.part * 100))} %` })}
      </p>
      {wrong && <Notice tone="bad">{wrong}</Notice>}
    </div>
  )
}
