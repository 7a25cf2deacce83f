import { useFormat } from '../../shared/format.ts'
import { classes } from '../../shared/ui/classes.ts'
import { useT } from '../messages/messages.ts'
import { changeOf, likelyCash } from '../work/cash.ts'

const rupees = (amount: number) => ({ amount, currency: 'INR' as const })

/** What is due, what the customer is likely to hand over, and what goes back. */
export function Cash({
  duePaise,
  givenPaise,
  onGiven,
}: {
  duePaise: number
  givenPaise: number | null
  onGiven: (paise: number) => void
}) {
  const t = useT()
  const { money } = useFormat()
  const change = givenPaise === null ? null : changeOf(givenPaise, duePaise)
  return (
    <section aria-labelledby="cash" className="flex flex-col gap-3 rounded-xl border-2 border-line p-4">
      <h2 id="cash" className="text-lg font-semibold">
        {t('cash.collect')} <span className="num block text-3xl font-extrabold">{money(rupees(duePaise))}</span>
      </h2>
      <fieldset>
        <legend className="mb-2 text-lg text-ink-2">{t('cash.given')}</legend>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(5.75rem,1fr))] gap-2">
          {likelyCash(duePaise).map((sum) => (
            <button
              key={sum}
              type="button"
              aria-pressed={givenPaise === sum}
              onClick={() => onGiven(sum)}
              className={classes(
                'num min-h-16 rounded-lg border-2 px-2 text-xl font-bold',
                givenPaise === sum ? 'border-brand bg-brand-soft text-on-brand-soft' : 'border-line-strong bg-card',
              )}
            >
              {money(rupees(sum))}
            </button>
          ))}
        </div>
      </fieldset>
      <p role="status" className="num text-xl font-bold">
        {change !== null && (change === 0 ? t('cash.noChange') : t('cash.change', { change: money(rupees(change)) }))}
      </p>
    </section>
  )
}
