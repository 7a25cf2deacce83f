import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { QrCode } from '../barcodes/qr-code.tsx'
import { useSharedT } from '../i18n/i18n.tsx'
import { Button } from '../ui/button.tsx'
import { Notice, useErrorText } from '../ui/feedback.tsx'
import { CodeField, codeOf } from './code-field.tsx'

/** The secret as a picture and as text, and the first code as proof that the app has it. */
export function SetUp({
  secret,
  confirm,
}: {
  secret: { secret: string; uri: string }
  confirm: (code: string) => Promise<unknown>
}) {
  const t = useSharedT()
  const errorText = useErrorText()
  const send = useMutation({ mutationFn: confirm })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate(codeOf(event.currentTarget))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <p className="text-sm">{t('second.scan')}</p>
      <div className="flex justify-center">
        <QrCode text={secret.uri} label={t('second.qr')} />
      </div>
      <p className="text-sm text-ink-2">
        {t('second.orType')}{' '}
        <code className="font-mono text-sm font-semibold text-ink select-all">
          {secret.secret.match(/.{1,4}/g)?.join(' ')}
        </code>
      </p>
      <CodeField label={t('second.code')} hint={t('second.codeHint')} />
      {send.isError && <Notice tone="bad">{errorText(send.error)}</Notice>}
      <Button type="submit" size="l" busy={send.isPending}>
        {t('second.confirm')}
      </Button>
    </form>
  )
}

/** Shown once. They are copied or kept as a file; the way on is open only to who says so. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useSharedT()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'))
    setCopied(true)
  }
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm">{t('second.recoveryHelp')}</p>
      <ul aria-label={t('second.recovery')} className="grid grid-cols-2 gap-x-4 gap-y-1 rounded-md bg-sunk p-4">
        {codes.map((code) => (
          <li key={code} className="font-mono text-sm">
            {code}
          </li>
        ))}
      </ul>
      <Button look="outline" onClick={() => void copy()}>
        {t(copied ? 'second.copied' : 'second.copy')}
      </Button>
      <Button size="l" onClick={onDone}>
        {t('second.saved')}
      </Button>
    </div>
  )
}
