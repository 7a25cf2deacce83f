import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { useMemo } from 'react'
import { type AdminUser, listUsers } from '../../../api-client/people.ts'
import type { Role } from '../../../api-client/types.ts'
import { useFormat } from '../../../shared/format.ts'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Badge } from '../../../shared/ui/feedback.tsx'
import { Select } from '../../../shared/ui/field.tsx'
import { FilterBar } from '../../../shared/ui/filter-bar.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { useSavedFilters } from '../../saved-filters.ts'
import { allRoles, type UsersSearch } from '../routes.tsx'
import { UserPanel } from './user-panel.tsx'

const route = getRouteApi('/users')

export function UsersPage() {
  const t = useT()
  const saved = useSavedFilters('users')
  const { dateTime } = useFormat()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { q, role, user } = search
  const list = useInfiniteQuery({
    queryKey: ['admin', 'users', { q, role }],
    queryFn: ({ pageParam, signal }) => listUsers({ q, role }, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const go = (next: UsersSearch) => void navigate({ search: next, replace: true })
  const columns = useMemo(
    (): Column<AdminUser>[] => [
      {
        key: 'name',
        header: t('admin.name'),
        grow: true,
        cell: (row) => (
          <>
            <span className="font-semibold">{row.name}</span>
            <span className="block text-xs break-all text-ink-2">{row.email ?? row.phone ?? row.id}</span>
          </>
        ),
      },
      {
        key: 'roles',
        header: t('admin.roles'),
        cell: (row) => (
          <span className="flex flex-wrap gap-1">
            {row.roles.map((each) => (
              <Badge key={each} tone={each === 'customer' ? 'plain' : 'brand'}>
                {t(`admin.role.${each}`)}
              </Badge>
            ))}
          </span>
        ),
      },
      {
        key: 'state',
        header: t('admin.state'),
        from: 'sm',
        cell: (row) => (
          <span className="flex items-center gap-2">
            {row.secondFactor && (
              <ShieldCheck role="img" aria-label={t('admin.hasSecond')} className="size-4.5 text-ok" />
            )}
            {row.suspendedAt && <Badge tone="bad">{t('admin.suspended')}</Badge>}
          </span>
        ),
      },
      {
        key: 'since',
        header: t('admin.since'),
        from: 'md',
        cell: (row) => <span className="whitespace-nowrap text-ink-2">{dateTime(row.createdAt)}</span>,
      },
    ],
    [t, dateTime],
  )
  return (
    <>
      <PageHeader title={t('admin.users')} note={t('admin.usersNote')}>
        <FilterBar
          saved={saved}
          search={t('admin.usersSearch')}
          filters={{ q, role }}
          onChange={(next) => go({ q: next.q, role: allRoles.find((each) => each === next.role), user })}
        >
          <Select
            label={t('admin.role')}
            labelHidden
            value={role ?? ''}
            onChange={(value) => go({ q, role: (value || undefined) as Role | undefined, user })}
            options={[
              { value: '', label: t('admin.allRoles') },
              ...allRoles.map((value) => ({ value, label: t(`admin.role.${value}`) })),
            ]}
          />
        </FilterBar>
      </PageHeader>
      <div className="px-4 pb-6 md:px-6">
        <Panel flush>
          <DataTable
            label={t('admin.users')}
            columns={columns}
            rows={list.data?.pages.flatMap((page) => page.items)}
            rowKey={(row) => row.id}
            onOpen={(row) => go({ q, role, user: row.id })}
            current={user}
            error={list.error}
            onRetry={() => void list.refetch()}
            tone={(row) => (row.suspendedAt ? 'bad' : undefined)}
            more={list.hasNextPage ? { busy: list.isFetchingNextPage, onMore: () => void list.fetchNextPage() } : null}
          />
        </Panel>
      </div>
      <UserPanel id={user} onClose={() => go({ q, role })} />
    </>
  )
}
