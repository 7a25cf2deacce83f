import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Download, FileText } from 'lucide-react'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import {
  applyImport,
  download,
  type ImportFile,
  type ImportKind,
  type ImportRow,
  sendImport,
  undoImport,
} from '../../api-client/merchandising.ts'
import { currentUser, onSessionChange } from '../../api-client/session.ts'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { type Column, DataTable } from '../../shared/ui/data-table.tsx'
import { Badge, ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { FileDrop } from '../../shared/ui/file-drop.tsx'
import { PageHeader, Panel } from '../../shared/ui/page-header.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import { useRefusalText } from '../refusals.ts'
import { sayReason } from '../say-reason.ts'
import { importQuery, importRowsQuery, importsQuery, underWay } from './queries.ts'
import type { ImportsSearch } from './routes.tsx'

const route = getRouteApi('/merchandising/imports')
const kinds = ['prices', 'products', 'stock'] as const
const verdicts = ['changed', 'added', 'refused', 'unchanged'] as const
const tones = { added: 'ok', changed: 'brand', unchanged: 'plain', refused: 'bad' } as const

/** Files of products, prices and stock: handed in, looked at, applied, undone. */
export function ImportsPage() {
  const t = useT()
  const { kind: wanted, id, verdict } = route.useSearch()
  const navigate = useNavigate()
  const client = useQueryClient()
  const errorText = useRefusalText()
  const user = useSyncExternalStore(onSessionChange, currentUser)
  const admin = user?.roles.includes('admin') ?? false
  const allowed = kinds.filter((each) => each !== 'products' || admin)
  const kind = allowed.find((each) => each === wanted) ?? 'prices'
  const set = (search: ImportsSearch) => void navigate({ to: '/merchandising/imports', search })
  const send = useMutation({
    mutationFn: (file: File) => sendImport(kind, file),
    onSuccess: (file) => {
      void client.invalidateQueries({ queryKey: importsQuery.queryKey })
      set({ kind, id: file.id })
    },
  })
  const fetchFile = useMutation({
    mutationFn: (template: boolean) => download(kind, template),
    onError: (error) => toast(errorText(error), 'bad'),
  })
  return (
    <div className="pb-8">
      <PageHeader title={t('merch.imports')} note={t('merch.importsNote')} />
      <div className="flex flex-col gap-4 px-4 md:px-6">
        <Panel title={t('merch.handIn')}>
          <div className="flex flex-col gap-4">
            <fieldset className="flex flex-wrap gap-2">
              <legend className="sr-only">{t('merch.importKind')}</legend>
              {allowed.map((each) => (
                <label
                  key={each}
                  className={classes(
                    'inline-flex min-h-10 cursor-pointer items-center gap-2 rounded-md border-[1.5px] px-4 text-sm font-semibold has-focus-visible:outline-2',
                    each === kind ? 'border-brand bg-brand-soft text-on-brand-soft' : 'border-line bg-card',
                  )}
                >
                  <input
                    type="radio"
                    name="kind"
                    className="size-4 accent-brand"
                    checked={each === kind}
                    onChange={() => set({ kind: each })}
                  />
                  {t(`merch.kind.${each}`)}
                </label>
              ))}
            </fieldset>
            <FileDrop
              label={t('merch.dropFile')}
              hint={t(kind === 'prices' && !admin ? 'merch.kindHint.ownPrices' : `merch.kindHint.${kind}`)}
              accept=".csv,text/csv"
              maxBytes={8 * 2 ** 20}
              busy={send.isPending}
              error={send.error ? errorText(send.error) : undefined}
              onFile={(file) => send.mutate(file)}
            />
            <div className="flex flex-wrap gap-2">
              <Button size="s" look="outline" onClick={() => fetchFile.mutate(true)}>
                <FileText className="size-4" aria-hidden="true" />
                {t('merch.template')}
              </Button>
              <Button size="s" look="outline" busy={fetchFile.isPending} onClick={() => fetchFile.mutate(false)}>
                <Download className="size-4" aria-hidden="true" />
                {t('merch.export')}
              </Button>
            </div>
          </div>
        </Panel>
        {id && <OneImport id={id} verdict={verdict} onVerdict={(next) => set({ kind, id, verdict: next })} />}
        <History current={id} />
      </div>
    </div>
  )
}

function OneImport({
  id,
  verdict,
  onVerdict,
}: {
  id: string
  verdict: ImportsSearch['verdict']
  onVerdict: (verdict: ImportsSearch['verdict']) => void
}) {
  const t = useT()
  const client = useQueryClient()
  const errorText = useRefusalText()
  const file = useQuery(importQuery(id))
  const state = file.data?.state
  useEffect(() => {
    if (state === 'applied' || state === 'undone')
      for (const key of ['products', 'prices', 'product', 'imports'])
        void client.invalidateQueries({ queryKey: ['merch', key] })
  }, [state, client])
  const follow = (next: ImportFile) => client.setQueryData(importQuery(id).queryKey, next)
  const apply = useMutation({ mutationFn: () => applyImport(id), onSuccess: follow })
  const undo = useMutation({ mutationFn: () => undoImport(id), onSuccess: follow })
  if (file.isError) return <ErrorState error={file.error} onRetry={() => void file.refetch()} />
  if (!file.data) return <Skeleton className="h-64" />
  const { kind, fileName, rows, done, counts } = file.data
  const changing = counts.added + counts.changed
  const failed = apply.error ?? undo.error
  return (
    <Panel
      flush
      title={t('merch.importOf', { file: fileName })}
      actions={
        <div className="flex flex-wrap items-center gap-2">
          <Badge tone={state === 'applied' ? 'ok' : 'brand'}>{t(`merch.state.${state!}`)}</Badge>
          {state === 'checked' && (
            <Button size="s" disabled={changing === 0} busy={apply.isPending} onClick={() => apply.mutate()}>
              {t('merch.applyRows', { count: changing })}
            </Button>
          )}
          {state === 'applied' && kind === 'prices' && (
            <Button size="s" look="danger" busy={undo.isPending} onClick={() => undo.mutate()}>
              {t('merch.undo')}
            </Button>
          )}
        </div>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        {failed && <Notice tone="bad">{errorText(failed)}</Notice>}
        {kind === 'stock' && state === 'checked' && <Notice>{t('merch.stockNote')}</Notice>}
        {underWay(file.data) && (
          <div className="flex items-center gap-3">
            <progress
              className="h-2 flex-1 accent-brand"
              aria-label={t(`merch.state.${state!}`)}
              max={rows}
              value={done}
            />
            <span className="num text-sm text-ink-2">{t('merch.doneOf', { done, rows })}</span>
          </div>
        )}
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">{t('merch.whichRows')}</legend>
          {verdicts.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={verdict === each}
              onClick={() => onVerdict(verdict === each ? undefined : each)}
              className="inline-flex min-h-10 items-center gap-2 rounded-md border-[1.5px] border-line px-3 text-sm font-semibold aria-pressed:border-brand aria-pressed:bg-brand-soft aria-pressed:text-on-brand-soft"
            >
              {t(`merch.verdict.${each}`)}
              <Badge tone={tones[each]}>{counts[each]}</Badge>
            </button>
          ))}
        </fieldset>
      </div>
      <Rows id={id} state={state!} verdict={verdict} />
    </Panel>
  )
}

function Rows({ id, state, verdict }: { id: string; state: string; verdict: ImportsSearch['verdict'] }) {
  const t = useT()
  const list = useInfiniteQuery(importRowsQuery(id, state, verdict))
  const columns = useMemo<readonly Column<ImportRow>[]>(
    () => [
      { key: 'row', header: t('merch.row'), align: 'end', cell: ({ row }) => row },
      {
        key: 'what',
        header: t('merch.product'),
        cell: ({ label, key }) => (
          <span className="block min-w-32">
            <span className="block font-semibold">{label || key}</span>
            {label && <span className="block text-xs text-ink-2">{key.replace('|', ' · ')}</span>}
          </span>
        ),
      },
      {
        key: 'verdict',
        header: t('merch.whatHappens'),
        cell: ({ verdict: each }) => <Badge tone={tones[each]}>{t(`merch.verdict.${each}`)}</Badge>,
      },
      {
        key: 'changes',
        header: t('merch.changes'),
        grow: true,
        cell: ({ changes, code, message, details }) => (
          <span className="flex flex-col gap-0.5">
            {message && (
              <span className={code ? 'text-bad' : 'text-ink-2'}>
                {sayReason(t, { code: code ?? 'import/note', details }) ?? message}
              </span>
            )}
            {changes.slice(0, 6).map(({ field, from, to }) => (
              <span key={field} className="num">
                <span className="text-ink-2">{field} </span>
                {from !== null && <del className="text-ink-2">{from || '–'}</del>}{' '}
                <ins className="font-semibold no-underline">{to || '–'}</ins>
              </span>
            ))}
            {changes.length > 6 && (
              <span className="text-ink-2">{t('merch.moreChanges', { count: changes.length - 6 })}</span>
            )}
          </span>
        ),
      },
    ],
    [t],
  )
  return (
    <DataTable
      label={t('merch.rows')}
      columns={columns}
      rows={list.data?.pages.flatMap((page) => page.items)}
      rowKey={({ row }) => String(row)}
      density="compact"
      error={list.error}
      onRetry={() => void list.refetch()}
      empty={{ title: t('merch.noRows') }}
      more={list.hasNextPage ? { busy: list.isFetchingNextPage, onMore: () => void list.fetchNextPage() } : null}
    />
  )
}

function History({ current }: { current: string | undefined }) {
  const t = useT()
  const format = useFormat()
  const list = useQuery(importsQuery)
  if (!list.data || list.data.length === 0) return null
  return (
    <Panel title={t('merch.formerImports')}>
      <ul className="flex flex-col divide-y divide-line">
        {list.data.map((file) => (
          <li key={file.id}>
            <Link
              to="/merchandising/imports"
              search={{ kind: file.kind as ImportKind, id: file.id }}
              aria-current={file.id === current || undefined}
              className="flex min-h-11 flex-wrap items-center gap-x-3 py-1.5 hover:bg-sunk aria-[current]:font-bold"
            >
              <span className="min-w-0 flex-1 truncate">{file.fileName}</span>
              <span className="text-sm text-ink-2">{t(`merch.kind.${file.kind}`)}</span>
              <span className="num text-sm text-ink-2">{t('merch.rowsCount', { count: file.rows })}</span>
              <span className="text-sm text-ink-2">{format.dateTime(file.createdAt)}</span>
              <Badge tone={file.state === 'applied' ? 'ok' : 'plain'}>{t(`merch.state.${file.state}`)}</Badge>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
