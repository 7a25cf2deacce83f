import { LogOut } from 'lucide-react'
import { logout } from '../../api-client/account.ts'
import { useT } from '../messages/messages.ts'
import { useOutbox } from '../outbox/outbox.ts'
import { waitingOf } from '../outbox/queue.ts'
import { queryClient } from '../query-client.ts'
import { useUser } from '../session.ts'
import { Deed } from '../ui/deed.tsx'
import { LanguageChoice, Segments, ThemeChoiceOf } from '../ui/settings.tsx'
import { useSound } from '../work/attention.ts'
import { forgetWork, useShift } from '../work/queries.ts'

/** Who rides, and how the app looks and sounds. */
export function Me() {
  const t = useT()
  const user = useUser()
  const { shift, state } = useShift()
  const [sound, setSound] = useSound()
  const waiting = waitingOf(useOutbox()).length
  const leave = async () => {
    await logout()
    forgetWork()
    queryClient.clear()
  }
  return (
    <div className="flex flex-1 flex-col gap-6 p-4">
      <div>
        <h1 className="text-2xl font-bold">{user?.name}</h1>
        {shift && (
          <p className="text-lg text-ink-2">
            {t(`vehicle.${shift.rider.vehicle}`)} · {shift.store.name}
          </p>
        )}
      </div>
      <div className="flex flex-col gap-1.5">
        <p className="text-lg font-semibold">{t('common.language')}</p>
        <LanguageChoice />
      </div>
      <ThemeChoiceOf />
      <Segments
        label={t('me.sound')}
        value={sound ? 'on' : 'off'}
        onChange={(next) => setSound(next === 'on')}
        options={[
          { value: 'on', label: t('me.on') },
          { value: 'off', label: t('me.off') },
        ]}
      />
      <div className="mt-auto flex flex-col gap-2">
        {(state === 'on' || waiting > 0) && (
          <p id="stay" className="text-lg font-semibold text-ink-2">
            {t(waiting > 0 ? 'me.waiting' : 'me.onShift')}
          </p>
        )}
        <Deed
          look="danger"
          disabled={state === 'on' || waiting > 0}
          aria-describedby={state === 'on' || waiting > 0 ? 'stay' : undefined}
          onClick={() => void leave()}
        >
          <LogOut className="size-6" aria-hidden="true" />
          {t('me.logout')}
        </Deed>
      </div>
    </div>
  )
}
