import { Switch } from '../../shared/ui/choice.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Keys } from '../../shared/ui/keys.tsx'
import { useT } from '../messages/messages.ts'
import { useCommandGroups } from '../palette/commands.ts'
import { useSingleKeys } from '../palette/shortcuts.ts'

/** The keys of the console and of the page that is shown. */
export function KeyboardHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT()
  const [singleKeys, setSingleKeys] = useSingleKeys()
  const groups = useCommandGroups()
    .map(({ title, commands }) => ({ title, commands: commands.filter((command) => command.keys) }))
    .filter(({ commands }) => commands.length > 0)
  const everywhere = [
    { keys: 'mod+k', label: t('keys.palette') },
    { keys: '/', label: t('keys.search') },
    { keys: '?', label: t('keys.help') },
    { keys: 'Escape', label: t('keys.escape') },
  ]
  const inTables = [
    { keys: 'ArrowDown', label: t('keys.rows') },
    { keys: 'Enter', label: t('keys.openRow') },
    { keys: 'Space', label: t('keys.selectRow') },
  ]
  return (
    <Dialog open={open} onClose={onClose} title={t('keys.title')} wide>
      <div className="grid gap-x-10 gap-y-6 p-5 md:grid-cols-2">
        <List title={t('keys.everywhere')} rows={everywhere} />
        <List title={t('keys.inTables')} rows={inTables} />
        {groups.map(({ title, commands }) => (
          <List key={title} title={title} rows={commands.map(({ keys, label }) => ({ keys: keys!, label }))} />
        ))}
      </div>
      <div className="flex items-center justify-between gap-4 border-t border-line p-5">
        <span className="text-sm">{t('keys.single')}</span>
        <Switch label={t('keys.single')} checked={singleKeys} onChange={setSingleKeys} />
      </div>
    </Dialog>
  )
}

function List({ title, rows }: { title: string; rows: { keys: string; label: string }[] }) {
  const isLong = rows.length > 8
  return (
    <section aria-label={title} className={classes(isLong && 'md:col-span-2')}>
      <h3 className="pb-1 text-sm font-bold">{title}</h3>
      <dl className={classes(isLong && 'gap-x-10 md:columns-2')}>
        {rows.map(({ keys, label }) => (
          <div
            key={label}
            className="flex min-h-9 break-inside-avoid items-center justify-between gap-4 border-b border-line/60 py-1"
          >
            <dt className="text-sm">{label}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
