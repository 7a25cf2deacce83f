import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { verifyCode } from '../../api-client/account.ts'
import { isProblem } from '../../api-client/problem.ts'
import { type Challenge, challengeOf } from '../../api-client/second-factor.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { codeLength, useSentCode } from '../../shared/use-sent-code.ts'
import { useT } from '../messages/messages.ts'

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
  const { phone, waitS, ask, change } = useSentCode()
  const verify = useMutation({
    mutationFn: (code: string) => verifyCode(phone ?? '', code),
    onSuccess: ({ user }) => onDone(user.name),
    onError: (error) => {
      const challenge = challengeOf(error)
      if (challenge) onChallenge(challenge)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    ask.mutate(String(new FormData(event.currentTarget).get('phone')))
  }

  if (phone === undefined) {
    return (
      <form onSubmit={submit} className="flex flex-col gap-3.5">
        <Field
          label={t('login.phone')}
          name="phone"
          type="tel"
          required
          maxLength={20}
          autoComplete="tel"
          placeholder="98765 43210"
          error={isProblem(ask.error) ? ask.error.fields.phone : undefined}
        />
        {ask.error && <Notice tone="bad">{errorText(ask.error)}</Notice>}
        <Button type="submit" size="l" busy={ask.isPending}>
          {t('login.sendCode')}
        </Button>
      </form>
    )
  }
  return (
    <div className="flex flex-col gap-3.5">
      <Code phone={phone} busy={verify.isPending} onCode={(code) => verify.mutate(code)} />
      {verify.error && <Notice tone="bad">{errorText(verify.error)}</Notice>}
      {ask.error && <Notice tone="bad">{errorText(ask.error)}</Notice>}
      <div className="flex flex-wrap justify-between gap-x-4">
        <Button
          look="quiet"
          className="num text-brand"
          disabled={waitS > 0}
          busy={ask.isPending}
          onClick={() => ask.mutate(phone)}
        >
          {waitS > 0 ? t('login.resendIn', { seconds: waitS }) : t('login.resend')}
        </Button>
        <Button
          look="quiet"
          className="text-brand"
          onClick={() => {
            verify.reset()
            change()
          }}
        >
          {t('login.otherPhone')}
        </Button>
      </div>
    </div>
  )
}

/** Typed, pasted or filled in by the phone: what is whole is sent at once, each code once. */
function Code({ phone, busy, onCode }: { phone: string; busy: boolean; onCode: (code: string) => void }) {
  const t = useT()
  const [code, setCode] = useState('')
  const sent = useRef('')
  const send = (whole: string) => {
    sent.current = whole
    onCode(whole)
  }
  const change = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, codeLength)
    setCode(digits)
    if (digits.length === codeLength && digits !== sent.current && !busy) send(digits)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send(code)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5">
      <Field
        label={t('login.code')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        autoFocus
        minLength={codeLength}
        hint={t('login.codeSent', { phone })}
        className="num tracking-[0.4em]"
        value={code}
        onChange={(event) => change(event.target.value)}
      />
      <Button type="submit" size="l" busy={busy}>
        {t('login.login')}
      </Button>
    </form>
  )
}
