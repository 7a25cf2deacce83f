import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { login, register } from '../../api-client/account.ts'
import { isProblem } from '../../api-client/problem.ts'
import { type Challenge, challengeOf } from '../../api-client/second-factor.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'

/** Email and password, for who has an account and for who makes one. */
export function PasswordForm({
  onDone,
  onChallenge,
}: {
  onDone: (name: string) => Promise<void>
  onChallenge: (challenge: Challenge) => void
}) {
  const t = useT()
  const errorText = useErrorText()
  const [isNew, setNew] = useState(false)
  const send = useMutation({
    mutationFn: (form: FormData) => {
      const email = String(form.get('email')).trim()
      const password = String(form.get('password'))
      return isNew ? register({ email, password, name: String(form.get('name')).trim() }) : login({ email, password })
    },
    onSuccess: ({ user }) => onDone(user.name),
    onError: (error) => {
      const challenge = challengeOf(error)
      if (challenge) onChallenge(challenge)
    },
  })
  const fields = isProblem(send.error) ? send.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate(new FormData(event.currentTarget))
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5">
      {isNew && (
        <Field label={t('login.name')} name="name" required maxLength={100} autoComplete="name" error={fields.name} />
      )}
      <Field
        label={t('common.email')}
        name="email"
        type="email"
        required
        maxLength={254}
        autoComplete="email"
        error={fields.email}
      />
      <Field
        label={t('common.password')}
        name="password"
        type="password"
        required
        minLength={isNew ? 8 : undefined}
        maxLength={200}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        hint={isNew ? t('login.passwordHint') : undefined}
        error={fields.password ?? (isProblem(send.error, 'users/weak-password') ? errorText(send.error) : undefined)}
      />
      {send.isError && !isProblem(send.error, 'users/weak-password') && (
        <Notice tone="bad">{errorText(send.error)}</Notice>
      )}
      <Button type="submit" size="l" busy={send.isPending}>
        {t(isNew ? 'login.register' : 'login.login')}
      </Button>
      <Button
        look="quiet"
        className="text-brand"
        onClick={() => {
          send.reset()
          setNew(!isNew)
        }}
      >
        {t(isNew ? 'login.haveAccount' : 'login.noAccount')}
      </Button>
    </form>
  )
}
