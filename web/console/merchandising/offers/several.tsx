import { Checkbox } from '../../../shared/ui/checkbox.tsx'

/** Some of many, as checkboxes. None chosen is all of them. */
export function Several({
  legend,
  all,
  options,
  chosen,
  onChange,
}: {
  legend: string
  all: string
  options: readonly { id: string; name: string }[]
  chosen: readonly string[] | undefined
  onChange: (ids: string[] | undefined) => void
}) {
  const set = new Set(chosen)
  return (
    <fieldset>
      <legend className="text-sm font-semibold">{legend}</legend>
      <div className="flex max-h-44 flex-wrap gap-x-5 overflow-y-auto py-1">
        <Checkbox label={all} checked={chosen === undefined} onChange={() => onChange(undefined)} />
        {options.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={set.has(id)}
            onChange={(on) => {
              const next = options.map((each) => each.id).filter((each) => (each === id ? on : set.has(each)))
              onChange(next.length > 0 ? next : undefined)
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}
