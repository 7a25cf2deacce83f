import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  answerChallenge,
  type Challenge,
  confirmByChallenge,
  enrolByChallenge,
} from '../../api-client/second-factor.ts'
import { keepSession } from '../../api-client/session.ts'
import type { Session } from '../../api-client/types.ts'
import { useSharedT } from '../i18n/i18n.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorState, Notice, Skeleton, useErrorText } from '../ui/feedback.tsx'
import { Field } from '../ui/field.tsx'
import { CodeField, codeOf } from './code-field.tsx'
import { RecoveryCodes, SetUp } from './set-up.tsx'

interface Step {
  challenge: Challenge
  onDone: (session: Session) => void
  /** Back to the first step: the challenge lives a few minutes only. */
  onCancel: () => void
}

/** The step after the password: a code, or the set-up of the app that makes them. */
export function SecondFactorStep({ challenge, onDone, onCancel }: Step) {
  const t = useSharedT()
  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-lg font-bold">{t(challenge.enrolled ? 'second.title' : 'second.setUpTitle')}</h2>
      {challenge.enrolled ? (
        <Verify challenge={challenge.challenge} onDone={onDone} />
      ) : (
        <Enrol challenge={challenge.challenge} onDone={onDone} />
      )}
      <Button look="quiet" className="text-brand" onClick={onCancel}>
        {t('second.startOver')}
      </Button>
    </div>
  )
}

function Verify({ challenge, onDone }: { challenge: string; onDone: Step['onDone'] }) {
  const t = useSharedT()
  const errorText = useErrorText()
  const [paper, setPaper] = useState(false)
  const send = useMutation({
    mutationFn: (code: string) => answerChallenge({ challenge, code }),
    onSuccess: onDone,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate(codeOf(event.currentTarget))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {paper ? (
        <Field
          key="paper"
          label={t('second.recoveryCode')}
          name="code"
          required
          autoFocus
          autoComplete="off"
          minLength={10}
          maxLength={20}
        />
      ) : (
        <CodeField key="app" label={t('second.code')} hint={t('second.codeHint')} />
      )}
      {send.isError && <Notice tone="bad">{errorText(send.error)}</Notice>}
      <Button type="submit" size="l" busy={send.isPending}>
        {t('second.continue')}
      </Button>
      <Button
        look="quiet"
        className="text-brand"
        onClick={() => {
          send.reset()
          setPaper(!paper)
        }}
      >
        {t(paper ? 'second.useApp' : 'second.useRecovery')}
      </Button>
    </form>
  )
}

function Enrol({ challenge, onDone }: { challenge: string; onDone: Step['onDone'] }) {
  const [done, setDone] = useState<{ session: Session; recoveryCodes: string[] } | null>(null)
  const secret = useQuery({
    queryKey: ['second-factor', challenge],
    queryFn: () => enrolByChallenge(challenge),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const confirm = async (code: string) => setDone(await confirmByChallenge({ challenge, code }))
  if (done) {
    const enter = () => {
      keepSession(done.session)
      onDone(done.session)
    }
    return <RecoveryCodes codes={done.recoveryCodes} onDone={enter} />
  }
  if (secret.isPending) return <Skeleton className="h-72" />
  if (secret.isError) return <ErrorState error={secret.error} />
  return <SetUp secret={secret.data} confirm={confirm} />
}
