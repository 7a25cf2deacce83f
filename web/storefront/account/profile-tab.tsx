import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { updateMe } from '../../api-client/account.ts'
import { isProblem } from '../../api-client/problem.ts'
import { setLanguage, useLanguage } from '../../shared/i18n/i18n.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Notice, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field, Select } from '../../shared/ui/field.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import { useUser } from '../session/use-user.ts'
import { SignInForm } from './sign-in-form.tsx'

export function ProfileTab() {
  return (
    <>
      <ProfileForm />
      <SignInForm />
    </>
  )
}

function ProfileForm() {
  const t = useT()
  const errorText = useErrorText()
  const user = useUser()
  const language = useLanguage()
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const phone = String(form.get('phone')).replace(/[^\d+]/g, '')
      const chosen = form.get('language') === 'hi' ? 'hi' : 'en'
      return updateMe({ name: String(form.get('name')).trim(), ...(phone ? { phone } : {}), language: chosen })
    },
    onSuccess: (saved) => {
      setLanguage(saved.language)
      toast(t('account.saved'))
    },
  })
  const fields = isProblem(save.error) ? save.error.fields : {}
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate(new FormData(event.currentTarget))
  }
  return (
    <form key={user?.id} onSubmit={submit} className="flex flex-col gap-4 rounded-lg border border-line bg-card p-5">
      <Field
        label={t('login.name')}
        name="name"
        required
        maxLength={100}
        autoComplete="name"
        defaultValue={user?.name}
        error={fields.name}
      />
      <Field
        label={t('login.phone')}
        name="phone"
        type="tel"
        maxLength={20}
        autoComplete="tel"
        placeholder="+91 98765 43210"
        defaultValue={user?.phone ?? ''}
        error={fields.phone}
      />
      <Select
        label={t('common.language')}
        name="language"
        defaultValue={language}
        onChange={() => {}}
        options={[
          { value: 'en', label: 'English' },
          { value: 'hi', label: 'हिन्दी' },
        ]}
      />
      {save.isError && <Notice tone="bad">{errorText(save.error)}</Notice>}
      <Button type="submit" className="self-start" busy={save.isPending}>
        {t('common.save')}
      </Button>
    </form>
  )
}
