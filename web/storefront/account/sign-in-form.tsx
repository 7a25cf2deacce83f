import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { updateMe } from '../../api-client/account.ts'
import { isProblem } from '../../api-client/problem.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import { useUser } from '../session/use-user.ts'

/** Email and password: changed only by who knows the password of now, if there is one. */
export function SignInForm() {
  const t = useT()
  const errorText = useErrorText()
  const user = useUser()
  const save = useMutation({
    mutationFn: ({ data }: { data: FormData; form: HTMLFormElement }) => {
      const text = (name: string) => String(data.get(name) ?? '')
      const [email, password, currentPassword] = [text('email').trim(), text('password'), text('currentPassword')]
      return updateMe({
        ...(email && email !== user?.email ? { email } : {}),
        ...(password ? { password } : {}),
        ...(currentPassword ? { currentPassword } : {}),
      })
    },
    onSuccess: (_, { form }) => {
      for (const name of ['password', 'currentPassword']) (form.elements.namedItem(name) as HTMLInputElement).value = ''
      toast(t('account.saved'))
    },
  })
  const fields = isProblem(save.error) ? save.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate({ data: new FormData(event.currentTarget), form: event.currentTarget })
  }
  return (
    <form
      key={user?.id}
      onSubmit={submit}
      aria-labelledby="sign-in"
      className="mt-5 flex flex-col gap-4 rounded-lg border border-line bg-card p-5"
    >
      <div>
        <h3 id="sign-in" className="font-bold">
          {t('signIn.title')}
        </h3>
        <p className="text-sm text-ink-2">{t('signIn.note')}</p>
      </div>
      <Field
        label={t('notify.email')}
        name="email"
        type="email"
        maxLength={200}
        autoComplete="email"
        defaultValue={user?.email ?? ''}
        error={fields.email}
      />
      <Field
        label={t('signIn.newPassword')}
        name="password"
        type="password"
        maxLength={200}
        autoComplete="new-password"
        error={fields.password}
      />
      <Field
        label={t('signIn.currentPassword')}
        name="currentPassword"
        type="password"
        maxLength={200}
        autoComplete="current-password"
        error={fields.currentPassword}
      />
      {save.isError && <Notice tone="bad">{errorText(save.error)}</Notice>}
      <Button type="submit" className="self-start" busy={save.isPending}>
        {t('signIn.save')}
      </Button>
    </form>
  )
}
