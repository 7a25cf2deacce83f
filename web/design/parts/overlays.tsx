import { Info, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { offlineProblem } from '../../api-client/problem.ts'
import { Button, IconButton } from '../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { SearchField } from '../../shared/ui/filter-bar.tsx'
import { Menu } from '../../shared/ui/menu.tsx'
import { Overlay } from '../../shared/ui/overlay.tsx'
import { Popover } from '../../shared/ui/popover.tsx'
import { Tooltip } from '../../shared/ui/tooltip.tsx'
import { useT } from '../messages/messages.ts'

export function Overlays() {
  const t = useT()
  const [open, setOpen] = useState<'centre' | 'side' | 'start' | 'bottom' | 'ask' | 'asked' | 'bare' | null>(null)
  const close = () => setOpen(null)
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button look="outline" onClick={() => setOpen('centre')}>
        {t('sample.open')}
      </Button>
      <Button look="outline" onClick={() => setOpen('side')}>
        {t('sample.drawer')}
      </Button>
      <Button look="outline" onClick={() => setOpen('start')}>
        {t('sample.drawerStart')}
      </Button>
      <Button look="outline" onClick={() => setOpen('bottom')}>
        {t('sample.drawerBelow')}
      </Button>
      <Button look="outline" onClick={() => setOpen('bare')}>
        {t('sample.bare')}
      </Button>
      <Button look="danger" onClick={() => setOpen('ask')}>
        {t('sample.ask')}
      </Button>
      <Button look="danger" onClick={() => setOpen('asked')}>
        {t('sample.asked')}
      </Button>
      <Popover
        label={t('sample.store')}
        trigger={(props) => (
          <Button look="quiet" {...props}>
            {t('sample.store')}
          </Button>
        )}
      >
        {() => <p className="max-w-64 p-4 text-sm">{t('sample.body')}</p>}
      </Popover>
      <Menu
        label={t('sample.more')}
        items={[
          {
            id: 'edit',
            label: t('sample.edit'),
            icon: <Pencil className="size-4" aria-hidden="true" />,
            onSelect: () => {},
          },
          { id: 'ask', label: t('sample.ask'), refused: t('sample.refused'), onSelect: () => {} },
          {
            id: 'remove',
            label: t('sample.remove'),
            icon: <Trash2 className="size-4" aria-hidden="true" />,
            danger: true,
            onSelect: () => setOpen('ask'),
          },
        ]}
      />
      <Tooltip text={t('sample.tip')}>
        {(describedBy) => (
          <IconButton label={t('sample.outline')} title="" aria-describedby={describedBy}>
            <Info className="size-5" aria-hidden="true" />
          </IconButton>
        )}
      </Tooltip>
      <Dialog
        open={open === 'centre' || open === 'side' || open === 'start' || open === 'bottom'}
        place={open === 'side' || open === 'start' || open === 'bottom' ? open : 'centre'}
        onClose={close}
        onBack={open === 'bottom' ? close : undefined}
        title={t('sample.orders')}
        footer={<Button onClick={close}>{t('common.save')}</Button>}
      >
        <p className="p-5">{t('sample.body')}</p>
      </Dialog>
      <ConfirmDialog
        open={open === 'ask'}
        onClose={close}
        title={t('sample.ask')}
        confirm={t('sample.danger')}
        danger
        reason={{ required: true, options: [t('sample.reasonA'), t('sample.reasonB')] }}
        onConfirm={close}
      >
        {t('sample.askHelp')}
      </ConfirmDialog>
      <ConfirmDialog
        open={open === 'asked'}
        onClose={close}
        title={t('sample.ask')}
        confirm={t('sample.danger')}
        danger
        busy
        error={offlineProblem()}
        onConfirm={close}
      >
        {t('sample.askHelp')}
      </ConfirmDialog>
      <Overlay open={open === 'bare'} onClose={close} label={t('sample.search')} className="mt-24 w-full md:max-w-lg">
        <div className="flex flex-col gap-3 p-4">
          <SearchField label={t('sample.search')} value="" onChange={() => {}} />
          <p className="text-sm text-ink-2">{t('sample.body')}</p>
        </div>
      </Overlay>
    </div>
  )
}
