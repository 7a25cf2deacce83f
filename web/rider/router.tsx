import { lazy, Suspense, useEffect } from 'react'
import { Route, Switch, Router as Wouter } from 'wouter'
import { Skeleton } from '../shared/ui/feedback.tsx'
import { withMessages } from './messages/messages.ts'
import { loadWaiting } from './outbox/outbox-bar.tsx'
import { NotFound } from './pages/not-found.tsx'
import { loadDeeds, loadInHand, loadOffer, loadStartShift, Work } from './pages/work.tsx'
import { useUser } from './session.ts'
import { loadRefused, Shell } from './shell.tsx'

const loadLogin = withMessages(['rest', 'tools'], () => import('./pages/login.tsx'))
const loadTask = withMessages(['road', 'tools'], () => import('./pages/task.tsx'))
const loadMessages = withMessages(['road'], () => import('./pages/messages.tsx'))
const loadMoney = withMessages(['rest'], () => import('./pages/money.tsx'))
const loadDemand = withMessages(['rest', 'tools'], () => import('./pages/demand.tsx'))
const loadMe = withMessages(['rest'], () => import('./pages/me.tsx'))

const Login = lazy(() => loadLogin().then((module) => ({ default: module.Login })))
const Task = lazy(() => loadTask().then((module) => ({ default: module.TaskPage })))
const Messages = lazy(() => loadMessages().then((module) => ({ default: module.MessagesPage })))
const Money = lazy(() => loadMoney().then((module) => ({ default: module.Money })))
const Demand = lazy(() => loadDemand().then((module) => ({ default: module.DemandPage })))
const Me = lazy(() => loadMe().then((module) => ({ default: module.Me })))

/** The pages of a rider. Four places and the task in hand need no larger router: each kilobyte is sent to a phone on a bike. */
export function App() {
  const user = useUser()
  // What the task needs is fetched while there is signal.
  useEffect(() => {
    if (!user) return
    const timer = setTimeout(() => {
      const later = [
        loadOffer,
        loadDeeds,
        loadInHand,
        loadTask,
        loadStartShift,
        loadWaiting,
        loadRefused,
        loadMessages,
        loadMoney,
        loadMe,
      ]
      for (const load of later) load().catch(() => {})
    }, 1_500)
    return () => clearTimeout(timer)
  }, [user])

  return (
    <Wouter base="/rider">
      <Shell>
        <Suspense fallback={<Skeleton className="m-4 h-60" />}>
          {user === null ? (
            <Login />
          ) : (
            <Switch>
              <Route path="/" component={Work} />
              <Route path="/tasks/:id">{({ id }) => <Task key={id} id={id} />}</Route>
              <Route path="/tasks/:id/messages">{({ id }) => <Messages key={id} id={id} />}</Route>
              <Route path="/money" component={Money} />
              <Route path="/demand" component={Demand} />
              <Route path="/me" component={Me} />
              <Route component={NotFound} />
            </Switch>
          )}
        </Suspense>
      </Shell>
    </Wouter>
  )
}
