import { useMutation, useQuery } from '@tanstack/react-query'
import { Bike } from 'lucide-react'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { login, logout, verifyCode } from '../../api-client/account.ts'
import { api } from '../../api-client/http.ts'
import { isProblem } from '../../api-client/problem.ts'
import { challengeOf } from '../../api-client/second-factor.ts'
import type { Session } from '../../api-client/types.ts'
import { Notice, Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import { Deed } from '../ui/deed.tsx'
import { LanguageChoice } from '../ui/settings.tsx'
import { PhoneCode } from './phone-code.tsx'

/** Hardly any rider has a second factor, so nobody else loads it. */
const SecondFactorStep = lazy(async () => ({
  default: (await import('../../shared/second-factor/login-step.tsx')).SecondFactorStep,
}))

/** The accounts of the demo city share one password, which the start prints. */
const demoPassword = 'tokri-demo'

class NotARiderError extends Error {}

/** Only riders have work here; an account of another kind is logged out again, with a word why. */
async function riderOnly(session: Session): Promise<void> {
  if (session.user.roles.includes('rider')) return
  await logout()
  throw new NotARiderError()
}

export function Login() {
  const t = useT()
  const errorText = useErrorText()
  const [way, setWay] = useState<'phone' | 'email'>('phone')
  const city = useQuery({ queryKey: ['city'], queryFn: () => api('GET /v1/city', { as: 'none' }), staleTime: 600_000 })
  const demo = city.data?.demo ? city.data.logins?.find((each) => each.role === 'rider') : undefined

  const enter = useMutation({
    mutationFn: (wish: { email: string; password: string } | { phone: string; code: string }) =>
      ('code' in wish ? verifyCode(wish.phone, wish.code) : login(wish)).then(riderOnly),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    enter.mutate({ email: String(form.get('email')).trim(), password: String(form.get('password')) })
  }
  const challenge = challengeOf(enter.error)
  const refused =
    enter.error === null
      ? undefined
      : enter.error instanceof NotARiderError
        ? t('login.notARider')
        : errorText(enter.error)

  if (challenge) {
    return (
      <div className="flex flex-1 flex-col justify-center p-5">
        <Suspense fallback={<Skeleton className="h-48" />}>
          <SecondFactorStep
            challenge={challenge}
            // By then this page has gone, so the word is said above all pages.
            onDone={(session) => void riderOnly(session).catch(() => toast(t('login.notARider'), 'bad'))}
            onCancel={enter.reset}
          />
        </Suspense>
      </div>
    )
  }

  const others = (
    <>
      <Deed
        look="quiet"
        onClick={() => {
          enter.reset()
          setWay(way === 'email' ? 'phone' : 'email')
        }}
      >
        {t(way === 'email' ? 'login.byPhone' : 'login.byEmail')}
      </Deed>
      {demo && (
        <Deed
          look="outline"
          busy={enter.isPending}
          onClick={() => enter.mutate({ email: demo.email, password: demoPassword })}
        >
          {t('login.demo')}
        </Deed>
      )}
    </>
  )

  return (
    <div className="flex flex-1 flex-col gap-5 p-5">
      <div className="flex flex-1 flex-col items-center justify-center gap-3 pt-6 text-center">
        <div className="rounded-full bg-brand-soft p-5 text-on-brand-soft">
          <Bike className="size-14" aria-hidden="true" />
        </div>
        <h1 className="text-2xl font-bold">{t('login.title')}</h1>
        <p className="text-lg text-ink-2">{t('login.help')}</p>
      </div>
      <LanguageChoice />
      {way === 'phone' ? (
        <PhoneCode
          busy={enter.isPending}
          refused={refused}
          used={enter.error instanceof NotARiderError || isProblem(enter.error, 'users/wrong-code', 'users/suspended')}
          onCode={(phone, code) => enter.mutate({ phone, code })}
          onForget={enter.reset}
        >
          {others}
        </PhoneCode>
      ) : (
        <>
          <form onSubmit={submit} className="flex flex-col gap-4">
            <Field
              label={t('common.email')}
              name="email"
              type="email"
              required
              maxLength={254}
              autoComplete="email"
              className="min-h-16"
            />
            <Field
              label={t('common.password')}
              name="password"
              type="password"
              required
              maxLength={200}
              autoComplete="current-password"
              className="min-h-16"
            />
            {refused && <Notice tone="bad">{refused}</Notice>}
            <Deed type="submit" busy={enter.isPending}>
              {t('login.enter')}
            </Deed>
          </form>
          {others}
        </>
      )}
    </div>
  )
}
