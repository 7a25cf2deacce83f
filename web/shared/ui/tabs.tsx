import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export interface TabsProps {
  label: string
  value: string
  onChange: (value: string) => void
  tabs: { value: string; label: string; content: ReactNode }[]
}

/** A few views of one thing, of which one is shown. */
export function Tabs({ label, value, onChange, tabs }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <Radix.List aria-label={label} className="flex gap-1 rounded-md bg-sunk p-1">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="min-h-10 flex-1 rounded-sm px-3 text-sm font-semibold text-ink-2 data-[state=active]:bg-card data-[state=active]:text-ink data-[state=active]:shadow-1"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="pt-4">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
