import { type FormEvent, type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { codeLength, useSentCode } from '../../shared/use-sent-code.ts'
import { useT } from '../messages/messages.ts'
import { Deed } from '../ui/deed.tsx'

/** Log-in by a code that comes to the phone: the number, the code, another one after a while, or another number. */
export function PhoneCode({
  busy,
  refused,
  used,
  onCode,
  onForget,
  children,
}: {
  busy: boolean
  /** Why the last code did not let in, in words. */
  refused: string | undefined
  /** It was wrong, or is good for nothing more. */
  used: boolean
  onCode: (phone: string, code: string) => void
  /** What was said of the last code is over. */
  onForget: () => void
  /** Other ways to log in: below the number, and out of the way of the code. */
  children: ReactNode
}) {
  const t = useT()
  const errorText = useErrorText()
  const { phone, waitS, expired, ask, change } = useSentCode()
  const [typed, setTyped] = useState('')
  const [back, setBack] = useState(false)

  if (phone === undefined) {
    const submit = (event: FormEvent) => {
      event.preventDefault()
      ask.mutate(typed)
    }
    return (
      <>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field
            label={t('login.phone')}
            name="phone"
            type="tel"
            required
            maxLength={20}
            autoComplete="tel"
            autoFocus={back}
            className="min-h-16 text-xl"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          {(refused ?? ask.error) && <Notice tone="bad">{refused ?? errorText(ask.error)}</Notice>}
          <Deed type="submit" busy={ask.isPending}>
            {t('login.sendCode')}
          </Deed>
        </form>
        {children}
      </>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      <p className="num text-lg">{t('login.codeSent', { phone })}</p>
      <Code
        error={expired ? t('login.expired') : refused}
        used={used}
        expired={expired}
        busy={busy}
        onCode={(code) => onCode(phone, code)}
      />
      {ask.error && <Notice tone="bad">{errorText(ask.error)}</Notice>}
      <Deed
        look="outline"
        className="num"
        disabled={waitS > 0}
        busy={ask.isPending}
        onClick={() => {
          onForget()
          ask.mutate(phone)
        }}
      >
        {waitS > 0 ? t('login.resendIn', { seconds: waitS }) : t('login.resend')}
      </Deed>
      <Deed
        look="quiet"
        onClick={() => {
          onForget()
          setBack(true)
          change()
        }}
      >
        {t('login.otherPhone')}
      </Deed>
    </div>
  )
}

/**
 * Typed, or filled in by the phone: what is whole is sent at once, each code once. After one that was refused the next is
 * typed anew; one that could not be asked about stays.
 */
function Code({
  error,
  used,
  expired,
  busy,
  onCode,
}: {
  error: string | undefined
  used: boolean
  expired: boolean
  busy: boolean
  onCode: (code: string) => void
}) {
  const t = useT()
  const [code, setCode] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const again = useEffectEvent((focus: boolean) => {
    setCode('')
    if (focus) form.current?.querySelector('input')?.focus()
  })
  useEffect(() => {
    if (used) again(true)
  }, [used])
  useEffect(() => {
    // Time does it by itself: whoever is elsewhere by then stays there.
    if (expired) again(form.current?.contains(document.activeElement) === true)
  }, [expired])
  const change = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, codeLength)
    setCode(digits)
    if (digits.length === codeLength && digits !== code && !busy) onCode(digits)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onCode(code)
  }
  return (
    <form ref={form} onSubmit={submit} className="flex flex-col gap-4">
      <Field
        label={t('login.code')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        minLength={codeLength}
        autoFocus
        error={error}
        className="num min-h-16 text-2xl tracking-[0.4em]"
        value={code}
        onChange={(event) => change(event.target.value)}
      />
      <Deed type="submit" busy={busy}>
        {t('login.enter')}
      </Deed>
    </form>
  )
}
