import type { User } from '../../api-client/types.ts'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { useT } from '../messages/messages.ts'
import { Connection } from './connection.tsx'
import { NavLinks } from './nav-links.tsx'
import { PersonSettings } from './person-menu.tsx'

/** The navigation on phones and tablets. */
export function NavDrawer({
  user,
  open,
  onClose,
  onHelp,
}: {
  user: User
  open: boolean
  onClose: () => void
  onHelp: () => void
}) {
  const t = useT()
  return (
    <Dialog open={open} onClose={onClose} title={t('console.name')} place="start">
      <div className="flex flex-col gap-4 p-4">
        <NavLinks user={user} onGo={onClose} />
        <div className="border-t border-line pt-4">
          <PersonSettings user={user} onHelp={onHelp} />
        </div>
        <Connection />
      </div>
    </Dialog>
  )
}
