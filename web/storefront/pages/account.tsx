import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import {
  Bell,
  CircleUser,
  Database,
  House,
  LogOut,
  MailOpen,
  MonitorSmartphone,
  ShoppingBag,
  UserRound,
  Wallet,
} from 'lucide-react'
import { logout } from '../../api-client/account.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { EmptyState } from '../../shared/ui/feedback.tsx'
import { AddressesTab } from '../account/addresses-tab.tsx'
import { DataTab } from '../account/data-tab.tsx'
import { DevicesTab } from '../account/devices-tab.tsx'
import { InboxTab } from '../account/inbox-tab.tsx'
import { NotificationsTab } from '../account/notifications-tab.tsx'
import { ProfileTab } from '../account/profile-tab.tsx'
import { turnPushOff } from '../account/push-here.ts'
import { unreadQuery } from '../account/queries.ts'
import { WalletTab } from '../account/wallet-tab.tsx'
import { openLogin } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import type { AccountTab } from '../router.tsx'
import { useUser } from '../session/use-user.ts'

const route = getRouteApi('/account')
const tabs: { tab: AccountTab; Icon: typeof Bell; Content: () => React.ReactNode }[] = [
  { tab: 'profile', Icon: UserRound, Content: ProfileTab },
  { tab: 'addresses', Icon: House, Content: AddressesTab },
  { tab: 'wallet', Icon: Wallet, Content: WalletTab },
  { tab: 'notifications', Icon: Bell, Content: NotificationsTab },
  { tab: 'inbox', Icon: MailOpen, Content: InboxTab },
  { tab: 'devices', Icon: MonitorSmartphone, Content: DevicesTab },
  { tab: 'data', Icon: Database, Content: DataTab },
]

/** On a phone the tabs are a row that scrolls: the one that is open has to be in it. */
const intoView = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ block: 'nearest', inline: 'center' })

/** Whoever uses this browser next is not told of somebody else's orders. The push service may take its time; nobody waits for it long. */
async function leave(): Promise<void> {
  await Promise.race([turnPushOff().catch(() => {}), new Promise((done) => setTimeout(done, 1_500))])
  await logout()
}

function Unread() {
  const t = useT()
  const { data: unread = 0 } = useQuery(unreadQuery)
  if (unread === 0) return null
  return (
    <span className="num relative ml-auto flex h-6 min-w-6 items-center justify-center rounded-full bg-brand px-1.5 text-xs font-bold text-on-brand">
      <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
      <span className="sr-only"> {t('inbox.unread', { count: unread })}</span>
    </span>
  )
}

export function AccountPage() {
  const t = useT()
  const user = useUser()
  const { tab = 'profile' } = route.useSearch()
  if (!user) {
    return (
      <EmptyState
        heading="h1"
        icon={<CircleUser className="size-9" aria-hidden="true" />}
        title={t('account.loginFirst')}
        action={<Button onClick={() => openLogin()}>{t('header.login')}</Button>}
      />
    )
  }
  const Content = tabs.find((each) => each.tab === tab)?.Content ?? ProfileTab
  const row =
    'flex min-h-12 items-center gap-3 rounded-md px-3.5 font-semibold whitespace-nowrap max-md:min-h-11 max-md:border max-md:border-line max-md:bg-card max-md:px-4'
  return (
    <div className="page grid gap-x-10 gap-y-5 pt-5 max-md:grid-cols-[minmax(0,1fr)] md:grid-cols-[15rem_minmax(0,1fr)]">
      <title>{t('account.title')}</title>
      <div className="min-w-0">
        <h1 className="text-2xl font-extrabold">{user.name}</h1>
        <p className="pb-4 text-sm text-ink-2">{user.email ?? user.phone}</p>
        <nav aria-label={t('account.title')}>
          <ul className="flex gap-2 [scrollbar-width:none] max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 md:flex-col md:gap-1">
            <li>
              <Link to="/orders" className={classes(row, 'hover:bg-sunk')}>
                <ShoppingBag className="size-5" aria-hidden="true" />
                {t('orders.title')}
              </Link>
            </li>
            {tabs.map(({ tab: each, Icon }) => (
              <li key={each}>
                <Link
                  to="/account"
                  search={{ tab: each }}
                  aria-current={each === tab ? 'page' : undefined}
                  ref={each === tab ? intoView : undefined}
                  className={classes(row, each === tab ? 'bg-brand-soft! text-on-brand-soft' : 'hover:bg-sunk')}
                >
                  <Icon className="size-5" aria-hidden="true" />
                  {t(`account.${each}`)}
                  {each === 'inbox' && <Unread />}
                </Link>
              </li>
            ))}
            <li>
              <button
                type="button"
                onClick={() => void leave()}
                className={classes(row, 'w-full text-bad hover:bg-bad-soft')}
              >
                <LogOut className="size-5" aria-hidden="true" />
                {t('account.logout')}
              </button>
            </li>
          </ul>
        </nav>
      </div>
      <section aria-label={t(`account.${tab}`)} className="min-w-0 max-w-2xl">
        <h2 className="pb-3 text-xl font-bold">{t(`account.${tab}`)}</h2>
        <Content />
      </section>
    </div>
  )
}
