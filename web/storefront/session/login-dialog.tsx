import { useMutation, useQuery } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { login } from '../../api-client/account.ts'
import { mergeGuestCart } from '../../api-client/cart.ts'
import type { Challenge } from '../../api-client/second-factor.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Notice, Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { forgetCart, takeCart } from '../cart/cart.ts'
import { closeDialog, loginDone } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { cityQuery } from '../queries.ts'
import { CodeForm } from './code-form.tsx'
import { PasswordForm } from './password-form.tsx'

/** Hardly any customer has a second factor, so nobody else loads it. */
const SecondFactorStep = lazy(async () => ({
  default: (await import('../../shared/second-factor/login-step.tsx')).SecondFactorStep,
}))

/** The accounts of the demo city share one password, which the start prints. */
const demoPassword = 'tokri-demo'

/** Log in without leaving the page: what is in the cart comes along. */
export function LoginDialog() {
  const t = useT()
  const errorText = useErrorText()
  const [way, setWay] = useState('email')
  const [challenge, setChallenge] = useState<Challenge | null>(null)
  const city = useQuery(cityQuery).data
  const demoCustomer = city?.demo ? city.logins?.find((each) => each.role === 'customer') : undefined

  const welcome = async (name: string) => {
    try {
      const merged = await mergeGuestCart()
      if (merged) takeCart(merged)
      else await forgetCart()
    } catch (error) {
      toast(errorText(error), 'bad')
      await forgetCart()
    }
    toast(t('login.welcome', { name }))
    loginDone()
  }
  const demo = useMutation({
    mutationFn: (email: string) => login({ email, password: demoPassword }),
    onSuccess: ({ user }) => welcome(user.name),
  })

  return (
    <Dialog open onClose={closeDialog} title={t('login.title')}>
      {challenge && (
        <div className="p-5">
          <Suspense fallback={<Skeleton className="h-48" />}>
            <SecondFactorStep
              challenge={challenge}
              onDone={({ user }) => void welcome(user.name)}
              onCancel={() => setChallenge(null)}
            />
          </Suspense>
        </div>
      )}
      <div className="flex flex-col gap-4 p-5" hidden={challenge !== null}>
        {demoCustomer && (
          <div className="flex flex-col gap-2 rounded-lg border-[1.5px] border-dashed border-brand bg-brand-soft p-4 text-on-brand-soft">
            <p className="text-sm font-medium">{t('login.demoHelp')}</p>
            <Button busy={demo.isPending} onClick={() => demo.mutate(demoCustomer.email)}>
              <Sparkles className="size-5" aria-hidden="true" />
              {t('login.demo')}
            </Button>
            {demo.isError && <Notice tone="bad">{errorText(demo.error)}</Notice>}
          </div>
        )}
        <Tabs
          label={t('login.ways')}
          value={way}
          onChange={setWay}
          tabs={[
            {
              value: 'email',
              label: t('login.byEmail'),
              content: <PasswordForm onDone={welcome} onChallenge={setChallenge} />,
            },
            {
              value: 'phone',
              label: t('login.byPhone'),
              content: <CodeForm onDone={welcome} onChallenge={setChallenge} />,
            },
          ]}
        />
      </div>
    </Dialog>
  )
}
