import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, lazy, Suspense } from 'react'
import { login } from '../../api-client/account.ts'
import { getCity } from '../../api-client/places.ts'
import { isProblem } from '../../api-client/problem.ts'
import { challengeOf } from '../../api-client/second-factor.ts'
import { Wordmark } from '../../shared/brand/logo.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { useT, withMessages } from '../messages/messages.ts'

const SecondFactorStep = lazy(
  withMessages(['staff'], async () => ({
    default: (await import('../../shared/second-factor/login-step.tsx')).SecondFactorStep,
  })),
)

const demoPassword = 'tokri-demo'
const demoRoles = ['admin', 'manager', 'support', 'picker'] as const

export function LoginPage() {
  const t = useT()
  const errorText = useErrorText()
  const city = useQuery({ queryKey: ['city'], queryFn: getCity, staleTime: Number.POSITIVE_INFINITY }).data
  const enter = useMutation({ mutationFn: login })
  const challenge = challengeOf(enter.error)
  const fields = isProblem(enter.error) ? enter.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    enter.mutate({ email: String(form.get('email')).trim(), password: String(form.get('password')) })
  }
  const demos = city?.demo
    ? demoRoles.flatMap((role) => city.logins?.filter((each) => each.role === role).slice(0, 1) ?? [])
    : []

  return (
    <main className="weave grid min-h-dvh grid-cols-1 place-items-center bg-deep p-4">
      <title>{t('console.title')}</title>
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-xl bg-card p-6 shadow-2">
        <div className="flex items-center justify-between">
          <Wordmark className="h-9 text-brand" />
          <span className="text-sm font-semibold text-ink-2">{t('console.name')}</span>
        </div>
        <h1 className="text-xl font-extrabold">{t('login.title')}</h1>
        <Suspense>
          {challenge && <SecondFactorStep challenge={challenge} onDone={() => {}} onCancel={() => enter.reset()} />}
        </Suspense>
        {!challenge && (
          <form onSubmit={submit} className="flex flex-col gap-4">
            <Field
              label={t('common.email')}
              name="email"
              type="email"
              required
              maxLength={254}
              autoComplete="username"
              error={fields.email}
            />
            <Field
              label={t('common.password')}
              name="password"
              type="password"
              required
              maxLength={200}
              autoComplete="current-password"
              error={fields.password}
            />
            {enter.isError && <Notice tone="bad">{errorText(enter.error)}</Notice>}
            <Button type="submit" size="l" busy={enter.isPending}>
              {t('login.login')}
            </Button>
          </form>
        )}
        {!challenge && demos.length > 0 && (
          <section aria-labelledby="demo" className="flex flex-col gap-2 border-t border-line pt-4">
            <h2 id="demo" className="text-sm text-ink-2">
              {t('login.demo')}
            </h2>
            <div className="flex flex-wrap gap-2">
              {demos.map(({ role, email }) => (
                <Button
                  key={email}
                  look="outline"
                  size="s"
                  disabled={enter.isPending}
                  onClick={() => enter.mutate({ email, password: demoPassword })}
                >
                  {t(`role.${role as (typeof demoRoles)[number]}`)}
                </Button>
              ))}
            </div>
          </section>
        )}
      </div>
    </main>
  )
}
