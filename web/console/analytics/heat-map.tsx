import type { MetricsReport } from '../../api-client/analytics.ts'
import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'

const hours = Array.from({ length: 24 }, (_, hour) => hour)
/** Monday first. */
const weekdays = [1, 2, 3, 4, 5, 6, 0]
// The first Sunday of 2026, at noon, so that no time zone makes another day of it.
const dayOf = (weekday: number) => new Date(Date.UTC(2026, 0, 4 + weekday, 12)).toISOString()

/** Orders by weekday and hour: a table whose cells are as dark as there are orders in them, with the number to read. */
export function HeatMap({ heat }: { heat: MetricsReport['heat'] }) {
  const t = useT()
  const format = useFormat()
  const orders = new Map(heat.map((each) => [`${each.weekday} ${each.hour}`, each.orders]))
  const most = Math.max(1, ...heat.map((each) => each.orders))
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is no set of fields, and the panel around it is the region
    <div
      className="overflow-x-auto"
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('analytics.heat')}
    >
      <table className="w-full min-w-2xl table-fixed border-separate border-spacing-0.5 text-xs">
        <caption className="sr-only">{t('analytics.heat')}</caption>
        <thead>
          <tr>
            <th scope="col" className="w-14 text-left font-semibold text-ink-2">
              <span className="sr-only">{t('analytics.weekday')}</span>
            </th>
            {hours.map((hour) => (
              <th key={hour} scope="col" className="num text-center font-medium text-ink-2">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weekdays.map((weekday) => (
            <tr key={weekday}>
              <th scope="row" className="text-left font-semibold text-ink-2">
                {format.weekday(dayOf(weekday)).slice(0, 3)}
              </th>
              {hours.map((hour) => {
                const count = orders.get(`${weekday} ${hour}`) ?? 0
                const share = count / most
                return (
                  <td
                    key={hour}
                    title={t('analytics.heatCell', { day: format.weekday(dayOf(weekday)), hour: `${hour}:00`, count })}
                    className="num relative h-8 overflow-hidden rounded-sm bg-sunk text-center"
                  >
                    {count > 0 && (
                      <span
                        className="absolute inset-0 bg-brand"
                        style={{ opacity: 0.12 + share * 0.88 }}
                        aria-hidden="true"
                      />
                    )}
                    <span
                      className={
                        count === 0
                          ? 'sr-only'
                          : `relative rounded-sm px-0.5 font-semibold ${share > 0.55 ? 'text-on-brand' : 'text-ink'}`
                      }
                    >
                      {count}
                    </span>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
