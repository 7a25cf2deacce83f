const mac = /Mac|iPhone|iPad/.test(navigator.userAgent)

const signs: Record<string, string> = {
  mod: mac ? '⌘' : 'Ctrl',
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
}

/** Keys to press: `mod+k` together, `g o` one after the other. */
export const Keys = ({ keys }: { keys: string }) => (
  <kbd className="inline-flex flex-none items-center gap-1 font-sans text-2xs font-semibold text-ink-2">
    {keys.split(/[ +]/).map((key, index) => (
      <span
        key={index}
        className="inline-flex min-w-5 items-center justify-center rounded-sm border border-line bg-card px-1 py-0.5 leading-none"
      >
        {signs[key] ?? (key.length === 1 ? key.toLocaleUpperCase() : key)}
      </span>
    ))}
  </kbd>
)
