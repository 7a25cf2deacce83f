import { CircleAlert, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { isProblem } from '../../api-client/problem.ts'
import { useSharedT } from '../i18n/i18n.tsx'
import { sayProblem } from '../i18n/said.ts'
import { Button } from './button.tsx'
import { classes } from './classes.ts'

/** A grey shape where something will be. Give it the size of what will come. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden="true" className={classes('skeleton rounded-md', className)} />
)

export type Tone = 'brand' | 'accent' | 'ok' | 'warn' | 'bad' | 'plain'
const tones: Record<Tone, string> = {
  brand: 'bg-brand-soft text-on-brand-soft',
  accent: 'bg-accent-soft text-on-accent-soft',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  plain: 'bg-sunk text-ink-2',
}

export const Badge = ({
  tone = 'plain',
  className,
  children,
}: {
  tone?: Tone
  className?: string
  children: ReactNode
}) => (
  <span
    className={classes(
      'inline-flex items-center gap-1 rounded-sm px-1.5 py-0.5 text-xs leading-none font-semibold sm:whitespace-nowrap',
      tones[tone],
      className,
    )}
  >
    {children}
  </span>
)

/** A sentence that matters, beside what it is about. */
export const Notice = ({ tone = 'plain', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) => (
  <div
    role={tone === 'bad' ? 'alert' : undefined}
    className={classes('flex items-start gap-2.5 rounded-md px-3.5 py-2.5 text-sm font-medium', tones[tone])}
  >
    {icon && <span className="mt-0.5 flex-none">{icon}</span>}
    <div className="min-w-0 flex-1">{children}</div>
  </div>
)

export function EmptyState({
  icon,
  title,
  heading: Heading = 'h2',
  children,
  action,
}: {
  icon?: ReactNode
  title: string
  /** `h1` where it is all that the page has to say. */
  heading?: 'h1' | 'h2' | 'h3'
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-14 text-center">
      {icon && <div className="mb-1 rounded-full bg-brand-soft p-5 text-on-brand-soft">{icon}</div>}
      <Heading className="text-xl font-bold">{title}</Heading>
      {children && <div className="text-ink-2">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}

/** What a person should know of an error: the API's own sentence for a refusal, or ours in its place, and ours for the rest. */
export function useErrorText(): (error: unknown) => string {
  const t = useSharedT()
  return (error) => {
    if (!isProblem(error)) return t('client/no-problem')
    const said = sayProblem(t, error)
    if (said) return said
    if (error.status === 429 || error.status === 503) return error.message
    if (error.status >= 500) return t('client/no-problem')
    return error.detail ? `${error.message}. ${error.detail}` : error.message
  }
}

export function ErrorState({
  error,
  onRetry,
  heading,
}: {
  error: unknown
  onRetry?: () => void
  heading?: 'h1' | 'h2' | 'h3'
}) {
  const t = useSharedT()
  const text = useErrorText()
  const offline = isProblem(error, 'client/offline')
  const Icon = offline ? WifiOff : CircleAlert
  return (
    <div role="alert">
      <EmptyState
        icon={<Icon className="size-8" aria-hidden="true" />}
        heading={heading}
        title={offline ? t('client/offline') : t('error.title')}
        action={onRetry && <Button onClick={onRetry}>{t('common.retry')}</Button>}
      >
        <p>{offline ? t('error.offlineHelp') : text(error)}</p>
        {isProblem(error) && error.traceId && (
          <p className="mt-2 text-xs text-ink-3">{t('error.trace', { id: error.traceId })}</p>
        )}
      </EmptyState>
    </div>
  )
}
