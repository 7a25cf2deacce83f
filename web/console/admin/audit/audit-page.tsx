import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type AuditEntry, type AuditFilter, listAudit } from '../../../api-client/people.ts'
import { isProblem } from '../../../api-client/problem.ts'
import { saveFile } from '../../../api-client/save-file.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { EmptyState, ErrorState, Skeleton, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { FilterBar, SearchField } from '../../../shared/ui/filter-bar.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { useSavedFilters } from '../../saved-filters.ts'
import type { AuditSearch } from '../routes.tsx'
import { changesOf, toCsv } from './entries.ts'

const route = getRouteApi('/audit')
const csvRowsMax = 5_000

/** The local day as instants: from its beginning to the beginning of the next. */
function toFilter({ actor, subject, action, from, to }: AuditSearch): AuditFilter {
  const start = (day: string, plus = 0) => {
    const date = new Date(`${day}T00:00:00`)
    date.setDate(date.getDate() + plus)
    return date.toISOString()
  }
  return {
    actor,
    subject,
    action: action?.toLowerCase().replace(/[^a-z_.]/g, '') || undefined,
    from: from && start(from),
    to: to && start(to, 1),
  }
}

export function AuditPage() {
  const t = useT()
  const saved = useSavedFilters('audit')
  const errorText = useErrorText()
  const { dateTime } = useFormat()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { entry: openId, ...filters } = search
  const go = (next: AuditSearch) => void navigate({ search: next, replace: true })
  const list = useInfiniteQuery({
    queryKey: ['admin', 'audit', filters],
    queryFn: ({ pageParam }) => listAudit(toFilter(filters), pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const rows = list.data?.pages.flatMap((page) => page.items)
  const listed = rows?.find((row) => row.id === openId)
  // An address may name an entry that is on none of the loaded pages: it is asked for by itself.
  const linked = useQuery({
    queryKey: ['admin', 'audit', 'entry', openId],
    queryFn: async () => (await listAudit({ id: openId }, undefined, 1)).items.find((row) => row.id === openId) ?? null,
    enabled: openId !== undefined && !list.isPending && !listed,
  })
  const open = listed ?? (openId === undefined ? undefined : linked.data)
  const [saving, setSaving] = useState(false)

  const saveCsv = async () => {
    setSaving(true)
    try {
      const all: AuditEntry[] = []
      for (let cursor: string | undefined; all.length < csvRowsMax; ) {
        const page = await listAudit(toFilter(filters), cursor, 100)
        all.push(...page.items)
        if (!page.next) break
        cursor = page.next
      }
      const file = new Blob(['\uFEFF', toCsv(all)], { type: 'text/csv' })
      saveFile(file, `audit-${new Date().toISOString().slice(0, 10)}.csv`)
    } catch (error) {
      toast(errorText(error), 'bad')
    } finally {
      setSaving(false)
    }
  }
  const columns = useMemo(
    (): Column<AuditEntry>[] => [
      {
        key: 'at',
        header: t('admin.at'),
        cell: (row) => <span className="num whitespace-nowrap">{dateTime(row.at)}</span>,
      },
      { key: 'action', header: t('admin.action'), cell: (row) => <span className="font-semibold">{row.action}</span> },
      { key: 'actor', header: t('admin.actor'), from: 'md', cell: (row) => <Short id={row.actor} /> },
      { key: 'subject', header: t('admin.subject'), from: 'sm', cell: (row) => <Short id={row.subject} /> },
      { key: 'reason', header: t('admin.reason'), from: 'lg', grow: true, cell: (row) => row.reason ?? '' },
    ],
    [t, dateTime],
  )
  return (
    <>
      <PageHeader
        title={t('admin.audit')}
        note={t('admin.auditNote')}
        actions={
          <Button look="outline" size="s" busy={saving} onClick={() => void saveCsv()}>
            <Download className="size-4" aria-hidden="true" />
            {t('admin.csv')}
          </Button>
        }
      >
        <FilterBar saved={saved} filters={{ ...filters }} onChange={(next) => go(next as AuditSearch)}>
          <SearchField
            label={t('admin.action')}
            value={filters.action ?? ''}
            onChange={(action) => go({ ...filters, action: action || undefined })}
          />
          <SearchField
            label={t('admin.actorId')}
            value={filters.actor ?? ''}
            onChange={(actor) => go({ ...filters, actor: actor || undefined })}
          />
          <SearchField
            label={t('admin.subjectId')}
            value={filters.subject ?? ''}
            onChange={(subject) => go({ ...filters, subject: subject || undefined })}
          />
          <Field
            label={t('admin.from')}
            type="date"
            className="min-h-10! py-1 text-sm!"
            value={filters.from ?? ''}
            onChange={(event) => go({ ...filters, from: event.target.value || undefined })}
          />
          <Field
            label={t('admin.to')}
            type="date"
            className="min-h-10! py-1 text-sm!"
            value={filters.to ?? ''}
            onChange={(event) => go({ ...filters, to: event.target.value || undefined })}
          />
        </FilterBar>
      </PageHeader>
      <div className="px-4 pb-6 md:px-6">
        <Panel flush>
          <DataTable
            label={t('admin.audit')}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            onOpen={(row) => go({ ...filters, entry: row.id })}
            current={openId}
            density="compact"
            error={list.error}
            onRetry={() => void list.refetch()}
            empty={{ title: t('admin.auditEmpty') }}
            more={list.hasNextPage ? { busy: list.isFetchingNextPage, onMore: () => void list.fetchNextPage() } : null}
          />
        </Panel>
      </div>
      <Dialog
        open={openId !== undefined && !list.isPending}
        onClose={() => go(filters)}
        title={open?.action ?? t('admin.audit')}
        place="side"
      >
        {open ? (
          <Entry entry={open} />
        ) : open === null || isProblem(linked.error, 'request/invalid') ? (
          <EmptyState title={t('admin.noEntry')}>{t('admin.noEntryHelp')}</EmptyState>
        ) : linked.isError ? (
          <ErrorState error={linked.error} onRetry={() => void linked.refetch()} />
        ) : (
          <Skeleton className="m-5 h-60" />
        )}
      </Dialog>
    </>
  )
}

/** Ids begin with the time: the end tells them apart. */
const Short = ({ id }: { id: string }) => (
  <span title={id} className="font-mono text-xs whitespace-nowrap">
    {id.length > 16 ? `${id.slice(0, 4)}…${id.slice(-6)}` : id}
  </span>
)

function Entry({ entry }: { entry: AuditEntry }) {
  const t = useT()
  const { dateTime } = useFormat()
  const changes = changesOf(entry.details)
  return (
    <div className="flex flex-col gap-5 p-5">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        <dt className="text-ink-2">{t('admin.at')}</dt>
        <dd>{dateTime(entry.at)}</dd>
        <dt className="text-ink-2">{t('admin.actor')}</dt>
        <dd className="font-mono text-xs break-all">{entry.actor}</dd>
        <dt className="text-ink-2">{t('admin.subject')}</dt>
        <dd className="font-mono text-xs break-all">{entry.subject}</dd>
        {entry.reason && (
          <>
            <dt className="text-ink-2">{t('admin.reason')}</dt>
            <dd>{entry.reason}</dd>
          </>
        )}
      </dl>
      {changes && (
        <table className="w-full text-left text-sm">
          <caption className="sr-only">{t('admin.changes')}</caption>
          <thead className="text-xs text-ink-2">
            <tr>
              <th scope="col" className="py-1 pr-3">
                {t('admin.what')}
              </th>
              <th scope="col" className="py-1 pr-3">
                {t('admin.before')}
              </th>
              <th scope="col" className="py-1">
                {t('admin.after')}
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ key, before, after }) => (
              <tr key={key} className="border-t border-line align-top">
                <th scope="row" className="py-1.5 pr-3 font-semibold">
                  {key}
                </th>
                <td className="py-1.5 pr-3 break-all text-bad">{before}</td>
                <td className="py-1.5 break-all text-ok">{after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!changes && entry.details !== undefined && (
        <pre className="overflow-x-auto rounded-md bg-sunk p-3 text-xs whitespace-pre-wrap">
          {JSON.stringify(entry.details, null, 2)}
        </pre>
      )}
    </div>
  )
}
