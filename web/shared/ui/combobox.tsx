import { Check, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { useSharedT } from '../i18n/i18n.tsx'
import { IconButton, Spinner } from './button.tsx'
import { classes } from './classes.ts'
import { useErrorText } from './feedback.tsx'
import { box, described, Frame } from './field.tsx'
import { placeBeside } from './popover.tsx'

export interface ComboboxOption {
  value: string
  label: string
  note?: string
}

export interface ComboboxProps {
  label: string
  hint?: string
  error?: string
  placeholder?: string
  required?: boolean
  disabled?: boolean
  value: ComboboxOption | null
  onChange: (option: ComboboxOption | null) => void
  /** The options for a text; asked anew when the typing pauses. Refused or late answers to former texts are dropped. */
  search: (text: string, signal: AbortSignal) => Promise<readonly ComboboxOption[]> | readonly ComboboxOption[]
}

type Found = { options: readonly ComboboxOption[]; error?: unknown } | null

/** One out of many by typing a part of it; the many may be on the server. */
export function Combobox(props: ComboboxProps) {
  const { label, hint, error, placeholder, required, disabled, value, onChange } = props
  const t = useSharedT()
  const errorText = useErrorText()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [text, setText] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const open = text !== null
  const found = useSearch(text, props.search)
  const options = found?.options ?? []

  useEffect(() => {
    const panel = list.current
    if (!open || !panel || !field.current) return
    panel.showPopover()
    panel.style.width = `${field.current.offsetWidth}px`
    return () => {
      if (panel.isConnected) panel.hidePopover()
    }
  }, [open])
  useEffect(() => {
    if (open && list.current && field.current) placeBeside(list.current, field.current, 'bottom-start')
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })

  const choose = (option: ComboboxOption | undefined) => {
    if (!option) return
    onChange(option)
    setText(null)
  }
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) return setText('')
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt((options.length + at + step) % Math.max(1, options.length))
    } else if (event.key === 'Enter' && open) {
      event.preventDefault()
      choose(options[at])
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      event.stopPropagation()
      setText(null)
    }
  }

  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <div className="relative">
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && options[at] ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          required={required}
          disabled={disabled}
          placeholder={placeholder}
          value={text ?? value?.label ?? ''}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onClick={() => text === null && setText('')}
          onBlur={() => setText(null)}
          onKeyDown={press}
          className={classes(box, 'pr-12')}
          {...described(id, { label, hint, error })}
        />
        {open && !found && <Spinner className="absolute top-3.5 right-3.5 size-5 text-ink-2" />}
        {!open && value && !required && !disabled && (
          <IconButton
            label={t('combobox.clear', { name: label })}
            className="absolute top-0.5 right-0.5"
            onClick={() => onChange(null)}
          >
            <X className="size-4" aria-hidden="true" />
          </IconButton>
        )}
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        popover="manual"
        className="popover fixed m-0 max-h-72 overflow-y-auto rounded-md border border-line bg-card p-1 text-ink shadow-2"
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is heard by the field, as a combobox does
          <div
            key={option.value}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            // Keeps the focus in the field, which would close the list before the click comes.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
            onPointerMove={() => index !== at && setAt(index)}
            className={classes(
              'flex min-h-10 cursor-pointer items-center gap-2 rounded-sm px-3 py-1.5 text-sm',
              index === at && 'bg-brand-soft text-on-brand-soft',
            )}
          >
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{option.label}</span>
              {option.note && <span className="block text-xs opacity-80">{option.note}</span>}
            </span>
            {option.value === value?.value && <Check className="size-4 flex-none" aria-hidden="true" />}
          </div>
        ))}
      </div>
      <p role="status" className="text-xs text-ink-2 empty:hidden">
        {open && found && (found.error ? errorText(found.error) : options.length === 0 ? t('combobox.nothing') : '')}
      </p>
    </Frame>
  )
}

const pauseMs = 180

function useSearch(text: string | null, search: ComboboxProps['search']): Found {
  const [found, setFound] = useState<Found>(null)
  const ask = useEffectEvent(async (wanted: string, signal: AbortSignal) => {
    try {
      const options = await search(wanted, signal)
      if (!signal.aborted) setFound({ options })
    } catch (error) {
      if (!signal.aborted) setFound({ options: [], error })
    }
  })
  useEffect(() => {
    setFound(null)
    if (text === null) return
    const asking = new AbortController()
    const timer = setTimeout(() => void ask(text.trim(), asking.signal), text === '' ? 0 : pauseMs)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [text])
  return found
}
