import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState, useSyncExternalStore } from 'react'
import { listAdminStores } from '../../../api-client/admin.ts'
import {
  type AdminUser,
  changeRights,
  endUserSessions,
  getUser,
  listUserSessions,
  resetSecondFactor,
  setSuspension,
} from '../../../api-client/people.ts'
import { currentUser, onSessionChange } from '../../../api-client/session.ts'
import type { Role } from '../../../api-client/types.ts'
import { deviceName } from '../../../shared/device-name.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Checkbox } from '../../../shared/ui/checkbox.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Badge, ErrorState, Notice, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { allRoles } from '../routes.tsx'

/** Everything about one account, and what an administrator may do with it. */
export function UserPanel({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const t = useT()
  const user = useQuery({
    queryKey: ['admin', 'user', id],
    queryFn: ({ signal }) => getUser(id!, signal),
    enabled: id !== undefined,
  })
  return (
    <Dialog open={id !== undefined} onClose={onClose} title={user.data?.name ?? t('admin.user')} place="side">
      <div className="flex flex-col gap-6 p-5">
        {user.isError && <ErrorState error={user.error} onRetry={() => void user.refetch()} />}
        {user.isPending && <Skeleton className="h-60" />}
        {user.data && <Account key={user.data.id} user={user.data} />}
      </div>
    </Dialog>
  )
}

function Account({ user }: { user: AdminUser }) {
  const t = useT()
  const { dateTime } = useFormat()
  const me = useSyncExternalStore(onSessionChange, currentUser)
  const isAdmin = me?.roles.includes('admin') ?? false
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        <dt className="text-ink-2">{t('common.email')}</dt>
        <dd className="break-all">{user.email ?? '–'}</dd>
        <dt className="text-ink-2">{t('admin.phone')}</dt>
        <dd className="num">{user.phone ?? '–'}</dd>
        <dt className="text-ink-2">{t('admin.id')}</dt>
        <dd className="font-mono text-xs break-all">{user.id}</dd>
        <dt className="text-ink-2">{t('admin.since')}</dt>
        <dd>{dateTime(user.createdAt)}</dd>
        <dt className="text-ink-2">{t('admin.second')}</dt>
        <dd>
          <Badge tone={user.secondFactor ? 'ok' : 'plain'}>{t(user.secondFactor ? 'admin.on' : 'admin.off')}</Badge>
        </dd>
        {user.suspendedAt && (
          <>
            <dt className="text-ink-2">{t('admin.suspended')}</dt>
            <dd className="font-semibold text-bad">{dateTime(user.suspendedAt)}</dd>
          </>
        )}
      </dl>
      {isAdmin && <Rights user={user} />}
      <Sessions user={user} />
      {isAdmin && <Deeds user={user} self={me?.id === user.id} />}
      {isAdmin && (
        <Link to="/audit" search={{ subject: user.id }} className="text-sm font-semibold text-brand underline">
          {t('admin.auditOf')}
        </Link>
      )}
    </>
  )
}

function useUserChange(user: AdminUser) {
  const client = useQueryClient()
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ['admin', 'user', user.id] }),
      client.invalidateQueries({ queryKey: ['admin', 'users'] }),
      client.invalidateQueries({ queryKey: ['admin', 'sessions', user.id] }),
    ])
  }
}

function Rights({ user }: { user: AdminUser }) {
  const t = useT()
  const errorText = useErrorText()
  const changed = useUserChange(user)
  const stores = useQuery({ queryKey: ['admin', 'stores'], queryFn: listAdminStores })
  const [roles, setRoles] = useState<ReadonlySet<Role>>(new Set(user.roles))
  const [storeIds, setStoreIds] = useState<ReadonlySet<string>>(new Set(user.storeIds))
  const save = useMutation({
    mutationFn: (reason: string) =>
      changeRights(user.id, { roles: [...roles], storeIds: [...storeIds], ...(reason ? { reason } : {}) }),
    onSuccess: async () => {
      await changed()
      toast(t('admin.saved'))
    },
  })
  const toggle = <T,>(set: ReadonlySet<T>, value: T, on: boolean): ReadonlySet<T> => {
    const next = new Set(set)
    if (on) next.add(value)
    else next.delete(value)
    return next
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate(String(new FormData(event.currentTarget).get('reason')).trim())
  }
  const atStore = roles.has('manager') || roles.has('picker')
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <fieldset>
        <legend className="pb-1 font-bold">{t('admin.roles')}</legend>
        <div className="grid grid-cols-2">
          {allRoles.map((role) => (
            <Checkbox
              key={role}
              label={t(`admin.role.${role}`)}
              checked={roles.has(role)}
              onChange={(on) => setRoles(toggle(roles, role, on))}
            />
          ))}
        </div>
      </fieldset>
      {atStore && (
        <fieldset>
          <legend className="pb-1 font-bold">{t('admin.stores')}</legend>
          {stores.isPending && <Skeleton className="h-20" />}
          <div className="flex max-h-48 flex-col overflow-y-auto">
            {stores.data?.items.map((store) => (
              <Checkbox
                key={store.id}
                label={store.name}
                checked={storeIds.has(store.id)}
                onChange={(on) => setStoreIds(toggle(storeIds, store.id, on))}
              />
            ))}
          </div>
        </fieldset>
      )}
      <Field label={t('admin.reason')} name="reason" maxLength={300} autoComplete="off" />
      {save.isError && <Notice tone="bad">{errorText(save.error)}</Notice>}
      <Button type="submit" className="self-start" busy={save.isPending} disabled={roles.size === 0}>
        {t('admin.saveRights')}
      </Button>
    </form>
  )
}

function Sessions({ user }: { user: AdminUser }) {
  const t = useT()
  const { ago } = useFormat()
  const sessions = useQuery({ queryKey: ['admin', 'sessions', user.id], queryFn: () => listUserSessions(user.id) })
  return (
    <section aria-labelledby="sessions">
      <h3 id="sessions" className="pb-1 font-bold">
        {t('admin.sessions')}
      </h3>
      {sessions.isPending && <Skeleton className="h-16" />}
      {sessions.data?.items.length === 0 && <p className="text-sm text-ink-2">{t('admin.noSessions')}</p>}
      <ul className="divide-y divide-line text-sm">
        {sessions.data?.items.map((session) => (
          <li key={session.id} className="flex flex-wrap justify-between gap-x-4 py-2">
            <span className="font-medium">{deviceName(session.device)}</span>
            <span className="text-ink-2">{ago(session.lastUsedAt)}</span>
            <span className="w-full text-xs text-ink-3">{session.address}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

type Deed = 'suspend' | 'restore' | 'sessions' | 'second'

function Deeds({ user, self }: { user: AdminUser; self: boolean }) {
  const t = useT()
  const changed = useUserChange(user)
  const [deed, setDeed] = useState<Deed | null>(null)
  const run = useMutation({
    mutationFn: async (reason: string): Promise<void> => {
      if (deed === 'sessions') await endUserSessions(user.id, reason)
      else if (deed === 'second') await resetSecondFactor(user.id, reason)
      else await setSuspension(user.id, { suspended: deed === 'suspend', reason })
    },
    onSuccess: async () => {
      setDeed(null)
      await changed()
      toast(t('admin.saved'))
    },
  })
  const open = (next: Deed) => {
    run.reset()
    setDeed(next)
  }
  return (
    <section aria-labelledby="deeds" className="flex flex-col gap-2">
      <h3 id="deeds" className="font-bold">
        {t('admin.deeds')}
      </h3>
      <Button look="outline" onClick={() => open('sessions')}>
        {t('admin.deed.sessions')}
      </Button>
      {user.secondFactor && !self && (
        <Button look="outline" onClick={() => open('second')}>
          {t('admin.deed.second')}
        </Button>
      )}
      {!self && (
        <Button
          look={user.suspendedAt ? 'outline' : 'danger'}
          onClick={() => open(user.suspendedAt ? 'restore' : 'suspend')}
        >
          {t(user.suspendedAt ? 'admin.deed.restore' : 'admin.deed.suspend')}
        </Button>
      )}
      {deed && (
        <ConfirmDialog
          open
          onClose={() => setDeed(null)}
          title={t(`admin.deed.${deed}`)}
          confirm={t(`admin.deed.${deed}`)}
          danger={deed !== 'restore'}
          reason={{ required: true }}
          busy={run.isPending}
          error={run.error}
          onConfirm={(reason) => run.mutate(reason)}
        >
          {t(`admin.deedNote.${deed}`, { name: user.name })}
        </ConfirmDialog>
      )}
    </section>
  )
}
