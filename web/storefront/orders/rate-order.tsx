import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { useState } from 'react'
import { rateOrder } from '../../api-client/orders.ts'
import type { Order } from '../../api-client/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { TextArea } from '../../shared/ui/field.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { orderQuery } from './queries.ts'

export function RateOrder({ order }: { order: Order }) {
  const t = useT()
  const nameOf = useName()
  const errorText = useErrorText()
  const client = useQueryClient()
  const [stars, setStars] = useState(0)
  const [riderStars, setRiderStars] = useState(0)
  const [comment, setComment] = useState('')
  const [lineStars, setLineStars] = useState<Record<string, number>>({})
  const came = order.lines.filter((line) => (line.picked ?? 0) > 0)
  const rate = useMutation({
    mutationFn: () =>
      rateOrder(order.id, {
        stars,
        ...(riderStars > 0 ? { riderStars } : {}),
        ...(Object.keys(lineStars).length > 0
          ? { lines: Object.entries(lineStars).map(([productId, given]) => ({ productId, stars: given })) }
          : {}),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey }),
  })
  const given = order.rating?.stars ?? stars
  const rated = order.rating !== undefined || rate.isSuccess

  return (
    <section
      aria-labelledby="rate"
      className="flex flex-col items-center gap-3 rounded-lg border border-line bg-card p-5 text-center"
    >
      <h2 id="rate" className="text-lg font-bold">
        {t(rated ? 'rate.thanks' : 'rate.title')}
      </h2>
      <Stars label={t('rate.title')} name="rate.stars" value={given} disabled={rated} onChange={setStars} />
      {(stars > 0 || order.rating?.riderStars !== undefined) && (
        <>
          <p className="font-semibold">{t('rate.rider')}</p>
          <Stars
            label={t('rate.rider')}
            name="rate.riderStars"
            value={order.rating?.riderStars ?? riderStars}
            disabled={rated}
            onChange={setRiderStars}
          />
        </>
      )}
      {!rated && stars > 0 && (
        <div className="flex w-full flex-col gap-3 text-left">
          <details>
            <summary className="flex min-h-11 cursor-pointer items-center font-semibold text-brand">
              {t('rate.items')}
            </summary>
            <ul className="grid gap-2 pt-1">
              {came.map((line) => (
                <li key={line.productId} className="flex flex-wrap items-center justify-between gap-x-3">
                  <span className="min-w-0 flex-1 basis-40 text-sm leading-snug">{nameOf(line)}</span>
                  <Stars
                    small
                    label={nameOf(line)}
                    name="rate.stars"
                    value={lineStars[line.productId] ?? 0}
                    disabled={false}
                    onChange={(given) => setLineStars({ ...lineStars, [line.productId]: given })}
                  />
                </li>
              ))}
            </ul>
          </details>
          <TextArea
            label={t('rate.comment')}
            maxLength={500}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          {rate.isError && <Notice tone="bad">{errorText(rate.error)}</Notice>}
          <Button busy={rate.isPending} onClick={() => rate.mutate()}>
            {t('rate.send')}
          </Button>
        </div>
      )}
    </section>
  )
}

function Stars({
  label,
  name,
  value,
  disabled,
  small = false,
  onChange,
}: {
  label: string
  name: 'rate.stars' | 'rate.riderStars'
  value: number
  disabled: boolean
  small?: boolean
  onChange: (stars: number) => void
}) {
  const t = useT()
  return (
    <div role="radiogroup" aria-label={label} className="flex flex-wrap gap-1">
      {[1, 2, 3, 4, 5].map((count) => (
        // biome-ignore lint/a11y/useSemanticElements: a star is a button that looks like one
        <button
          key={count}
          type="button"
          role="radio"
          aria-checked={value === count}
          aria-label={t(name, { count })}
          disabled={disabled}
          onClick={() => onChange(count)}
          className="rounded-md p-1.5"
        >
          <Star
            aria-hidden="true"
            className={classes(
              small ? 'size-6' : 'size-9',
              count <= value ? 'fill-current text-accent' : 'text-line-strong',
            )}
          />
        </button>
      ))}
    </div>
  )
}
