import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { sendCode, verifyCode } from '../../api-client/account.ts'
import { isProblem } from '../../api-client/problem.ts'
import { type Challenge, challengeOf } from '../../api-client/second-factor.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { useT } from '../messages/messages.ts'

/** Ten digits are an Indian number without its prefix; anything else is taken as it is. */
function e164(text: string): string {
  const digits = text.replace(/[^\d+]/g, '')
  return /^\d{10}$/.test(digits) ? `+91${digits}` : digits
}

/** A code by SMS: the number first, then what came. */
export function CodeForm({
  onDone,
  onChallenge,
}: {
  onDone: (name: string) => Promise<void>
  onChallenge: (challenge: Challenge) => void
}) {
  const t = useT()
  const errorText = useErrorText()
  const [phone, setPhone] = useState('')
  const ask = useMutation({
    mutationFn: async (text: string) => {
      await sendCode(e164(text))
      return e164(text)
    },
    onSuccess: setPhone,
  })
  const verify = useMutation({
    mutationFn: (code: string) => verifyCode(phone, code),
    onSuccess: ({ user }) => onDone(user.name),
    onError: (error) => {
      const challenge = challengeOf(error)
      if (challenge) onChallenge(challenge)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (phone === '') ask.mutate(String(form.get('phone')))
    else verify.mutate(String(form.get('code')).trim())
  }
  const error = phone === '' ? ask.error : verify.error

  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5">
      {phone === '' ? (
        <Field
          key="phone"
          label={t('login.phone')}
          name="phone"
          type="tel"
          required
          maxLength={20}
          autoComplete="tel"
          placeholder="98765 43210"
          error={isProblem(error) ? error.fields.phone : undefined}
        />
      ) : (
        <Field
          key="code"
          label={t('login.code')}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={10}
          autoFocus
          hint={t('login.codeSent', { phone })}
          className="num tracking-[0.4em]"
        />
      )}
      {error && <Notice tone="bad">{errorText(error)}</Notice>}
      <Button type="submit" size="l" busy={ask.isPending || verify.isPending}>
        {t(phone === '' ? 'login.sendCode' : 'login.login')}
      </Button>
      {phone !== '' && (
        <Button
          look="quiet"
          className="text-brand"
          onClick={() => {
            verify.reset()
            setPhone('')
          }}
        >
          {t('login.otherPhone')}
        </Button>
      )}
    </form>
  )
}
