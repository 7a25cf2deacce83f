import { FileUp } from 'lucide-react'
import { type DragEvent, useId, useState } from 'react'
import { useFormat } from '../format.ts'
import { useSharedT } from '../i18n/i18n.tsx'
import { classes } from './classes.ts'

/** A file by choosing or dropping it. What is too large or of another kind is refused here, with the reason. */
export function FileDrop({
  label,
  hint,
  accept,
  maxBytes,
  busy = false,
  error,
  onFile,
}: {
  label: string
  hint?: string
  /** Endings with their dot, or media types: `.csv,text/csv`. */
  accept: string
  maxBytes: number
  busy?: boolean
  error?: string
  onFile: (file: File) => void
}) {
  const t = useSharedT()
  const format = useFormat()
  const id = useId()
  const [over, setOver] = useState(false)
  const [refused, setRefused] = useState<string>()
  const problem = refused ?? error

  const take = (file: File | undefined) => {
    if (!file) return
    if (!isKind(file, accept)) return setRefused(t('file.kind', { kinds: accept }))
    if (file.size > maxBytes) return setRefused(t('file.large', { size: format.bytes(maxBytes) }))
    setRefused(undefined)
    onFile(file)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    if (!busy) take(event.dataTransfer.files[0])
  }
  return (
    <div className="flex flex-col gap-1">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way; the field inside is the other */}
      <div
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={classes(
          'relative flex min-h-28 flex-col items-center justify-center gap-1.5 rounded-md border-2 border-dashed px-4 py-5 text-center has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-(--focus)',
          over ? 'border-brand bg-brand-soft' : 'border-line-strong bg-card',
        )}
      >
        <FileUp className="size-6 text-brand" aria-hidden="true" />
        <label htmlFor={id} className="font-semibold after:absolute after:inset-0 after:content-['']">
          {label}
        </label>
        <input
          id={id}
          type="file"
          accept={accept}
          disabled={busy}
          className="sr-only"
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => {
            take(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <span className="text-sm text-ink-2">{hint ?? t('file.drop', { size: format.bytes(maxBytes) })}</span>
      </div>
      <p id={`${id}-note`} role="alert" className="text-sm font-medium text-bad empty:hidden">
        {problem}
      </p>
    </div>
  )
}

const isKind = (file: File, accept: string): boolean =>
  accept.split(',').some((each) => {
    const kind = each.trim().toLowerCase()
    if (kind.startsWith('.')) return file.name.toLowerCase().endsWith(kind)
    return kind.endsWith('/*') ? file.type.startsWith(kind.slice(0, -1)) : file.type === kind
  })
