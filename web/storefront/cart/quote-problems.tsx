import { CircleAlert, Info } from 'lucide-react'
import type { QuoteProblem } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { sayProblem } from '../../shared/i18n/said.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { useServing } from '../place/place.ts'
import { type Addable, addableLine, setQuantity } from './cart.ts'

type Line = Parameters<typeof addableLine>[0]

/** Of a store that brings nothing now: said above the page, and a window clears it. */
const ofNow = /^(store-|no-riders|no-pickers)/

/**
 * What stands in the way of ordering, each with the deed that clears it.
 * @param forWindow the quote is of a window, and not of now
 */
export function QuoteProblems({
  problems: all,
  lines,
  forWindow,
}: {
  problems: QuoteProblem[]
  lines: Line[]
  forWindow: boolean
}) {
  const t = useT()
  const { money } = useFormat()
  const { state, store } = useServing()
  const problems = state === 'later' && !forWindow ? all.filter(({ code }) => !ofNow.test(code)) : all
  const nameOf = useName()

  const clear = (product: Addable, left: number) => store && setQuantity(product, left, store.id)
  if (problems.length === 0) return null
  return (
    <ul aria-label={t('problems.title')} className="grid gap-2">
      {problems.map((problem) => {
        const line = lines.find((each) => each.productId === problem.productId)
        const fixable =
          line && (problem.code === 'short-stock' || problem.code === 'not-sold-here' || problem.code === 'over-limit')
        const left = problem.available ?? 0
        const Icon = problem.blocking ? CircleAlert : Info
        return (
          <li key={`${problem.code}${problem.productId ?? ''}`}>
            <Notice tone={problem.blocking ? 'bad' : 'warn'} icon={<Icon className="size-4" aria-hidden="true" />}>
              {line && <span className="block font-bold">{nameOf(line)}</span>}
              {problem.code === 'price-changed' && problem.was && problem.now
                ? t('problems.price', { was: money(problem.was), now: money(problem.now) })
                : (sayProblem(t, { code: `quote/${problem.code}`, details: problem }) ?? problem.message)}
              {fixable && (
                <Button look="outline" size="s" className="mt-2" onClick={() => clear(addableLine(line), left)}>
                  {left === 0 ? t('problems.remove') : t('problems.take', { count: left })}
                </Button>
              )}
            </Notice>
          </li>
        )
      })}
    </ul>
  )
}
