import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { isProblem } from '../../../api-client/problem.ts'
import { receiveAll } from '../../../api-client/stock.ts'
import { Button, buttonClass } from '../../../shared/ui/button.tsx'
import { DataTable } from '../../../shared/ui/data-table.tsx'
import { Badge, EmptyState, Notice, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Field, TextArea } from '../../../shared/ui/field.tsx'
import { FileDrop } from '../../../shared/ui/file-drop.tsx'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { NoStore, StoreChoice, useStore } from '../use-store.tsx'
import { readReceipt, receiptLinesMax } from './receipt-lines.ts'

const fileMax = 200 * 1024

/** A whole delivery: pasted or as a file, looked at line by line, then taken in at once. */
export function ReceivePage() {
  const t = useT()
  const client = useQueryClient()
  const errorText = useErrorText()
  const { storeId, store, stores } = useStore()
  const [text, setText] = useState('')
  const [supplier, setSupplier] = useState('')
  const [reference, setReference] = useState('')
  const { lines, faults } = readReceipt(text)
  const tooMany = lines.length > receiptLinesMax
  const ready = lines.length > 0 && !tooMany && faults.length === 0 && reference.trim() !== ''
  const receive = useMutation({
    mutationFn: (preview: boolean) => {
      const from = supplier.trim() ? { supplier: supplier.trim() } : {}
      return receiveAll({ storeId: storeId!, reference: reference.trim(), ...from, preview, lines })
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: ['stock'] }),
  })
  const seen = receive.data
  const problems = seen?.lines.filter((line) => line.problem).length ?? 0
  // What was looked at is no longer what stands there.
  const edit = (change: () => void) => {
    receive.reset()
    change()
  }

  if (!storeId) return <NoStore />
  if (seen?.received)
    return (
      <EmptyState
        heading="h1"
        icon={<CircleCheck className="size-8" aria-hidden="true" />}
        title={t('receive.done', { count: seen.lines.length })}
        action={
          <Link to="/stock" className={buttonClass('primary')}>
            {t('stock.title')}
          </Link>
        }
      />
    )
  return (
    <div className="flex flex-col">
      <PageHeader
        title={t('stock.receiveMany')}
        back={<Link to="/stock">{t('stock.title')}</Link>}
        actions={<StoreChoice store={store} stores={stores} />}
      />
      <div className="flex max-w-4xl flex-col gap-4 px-4 pb-8 md:px-6">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t('receive.reference')}
            required
            maxLength={80}
            value={reference}
            onChange={(event) => edit(() => setReference(event.target.value))}
          />
          <Field
            label={t('stock.supplier')}
            maxLength={120}
            value={supplier}
            onChange={(event) => edit(() => setSupplier(event.target.value))}
          />
        </div>
        <TextArea
          label={t('receive.lines')}
          hint={t('receive.hint')}
          rows={8}
          maxLength={fileMax}
          spellCheck={false}
          className="num font-mono text-sm"
          value={text}
          onChange={(event) => edit(() => setText(event.target.value))}
        />
        <FileDrop
          label={t('receive.file')}
          accept=".csv,text/csv,text/plain"
          maxBytes={fileMax}
          onFile={(file) => void file.text().then((content) => edit(() => setText(content)))}
        />
        {faults.length > 0 && (
          <Notice tone="bad">{t('receive.faults', { lines: faults.slice(0, 10).join(', ') })}</Notice>
        )}
        {tooMany && <Notice tone="bad">{t('receive.tooMany', { count: receiptLinesMax })}</Notice>}
        {receive.isError && (
          <Notice tone="bad">
            {isProblem(receive.error, 'stores/receipt-differs') ? t('receive.differs') : errorText(receive.error)}
          </Notice>
        )}
        {seen && (
          <div className="rounded-lg border border-line bg-card">
            <DataTable
              label={t('receive.preview')}
              columns={[
                { key: 'code', header: t('receive.code'), cell: (line) => <span className="num">{line.code}</span> },
                { key: 'name', header: t('stock.product'), grow: true, cell: (line) => line.name ?? '–' },
                { key: 'quantity', header: t('receive.quantity'), align: 'end', cell: (line) => line.quantity },
                { key: 'expires', header: t('stock.expires'), from: 'sm', cell: (line) => line.expiresOn ?? '' },
                {
                  key: 'state',
                  header: t('receive.state'),
                  cell: ({ problem }) => (
                    <Badge tone={problem ? 'bad' : 'ok'}>{t(problem ? `receive.${problem}` : 'receive.fine')}</Badge>
                  ),
                },
              ]}
              rows={seen.lines.map((line, at) => ({ ...line, at }))}
              rowKey={(line) => String(line.at)}
              tone={(line) => (line.problem ? 'bad' : undefined)}
            />
          </div>
        )}
        <div className="flex flex-wrap gap-3">
          {seen && problems === 0 ? (
            <Button size="l" busy={receive.isPending} onClick={() => receive.mutate(false)}>
              {t('receive.commit', { count: seen.lines.length })}
            </Button>
          ) : (
            <Button size="l" disabled={!ready} busy={receive.isPending} onClick={() => receive.mutate(true)}>
              {t('receive.look')}
            </Button>
          )}
          {problems > 0 && <Notice tone="warn">{t('receive.problems', { count: problems })}</Notice>}
        </div>
      </div>
    </div>
  )
}
