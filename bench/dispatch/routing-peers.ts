import type { BenchRow } from './set.ts'

/** How a solver did on a set: means over its instances, as our own row tells them. */
type Peer = {
  readonly who: string
  readonly extraVehicles: number
  readonly same: string
  readonly longerPct: number | null
  readonly seconds: number
}

export interface RoutingSet {
  readonly name: string
  readonly about: string
  readonly folder: 'pdptw' | 'vrptw'
  /** Which of the folder, where it holds several sizes. */
  readonly nominalTasks?: number
  readonly seconds: number
  /** At most so many vehicles more than the best known plan, on average; so much longer where they are as many. */
  readonly target?: { readonly extraVehicles: number; readonly longerPct: number }
  readonly peers: readonly BenchRow[]
}

const orTools = (seconds: number) => `OR-Tools, ${seconds} s, on lr109, lrc206, lr1_2_5`

interface LiLim {
  readonly tasks: number
  readonly seconds: number
  /** What the name ends with, and what is said of the budget, where it is not just so many seconds. */
  readonly called?: readonly [string, string]
  readonly target: readonly [extraVehicles: number, longerPct: number]
  readonly peers: readonly Peer[]
}

function liLim({ tasks, seconds, called, target, peers }: LiLim): RoutingSet {
  const [name, budget] = called ?? [`${seconds}s`, `${seconds} s each`]
  const [extraVehicles, longerPct] = target
  return {
    name: `pdptw-${tasks}-${name}`,
    about: `Li & Lim, ${tasks} tasks, ${budget}`,
    folder: 'pdptw',
    nominalTasks: tasks,
    seconds,
    target: { extraVehicles, longerPct },
    peers,
  }
}

/**
 * Peers were measured on Li & Lim's shared instances with one thread on a shared machine, one seed each: VROOM 1.15-dev with
 * a fixed cost for each vehicle, PyVRP of August 2026, OR-Tools 9.15 with guided local search. For other instances of the
 * same families they are a rough mark.
 */
export const routingTable: readonly RoutingSet[] = [
  liLim({
    tasks: 100,
    seconds: 0.15,
    called: ['live', '150 ms each (planning again while orders come in)'],
    target: [0.7, 4],
    peers: [{ who: 'VROOM -x 1', extraVehicles: 0.7, same: '3 of 10', longerPct: 3.84, seconds: 0.15 }],
  }),
  liLim({
    tasks: 100,
    seconds: 2,
    target: [0.3, 1],
    peers: [
      { who: 'VROOM -x 5', extraVehicles: 0.4, same: '6 of 10', longerPct: 1.19, seconds: 1.6 },
      { who: 'PyVRP, 2 s', extraVehicles: 0.3, same: '7 of 10', longerPct: 0.2, seconds: 2 },
    ],
  }),
  liLim({
    tasks: 100,
    seconds: 10,
    target: [0.1, 0.2],
    peers: [
      { who: 'PyVRP, 10 s', extraVehicles: 0.1, same: '9 of 10', longerPct: 0, seconds: 10 },
      { who: orTools(60), extraVehicles: 1, same: '1 of 3', longerPct: 4.76, seconds: 60 },
    ],
  }),
  liLim({
    tasks: 200,
    seconds: 10,
    target: [0.67, 1.3],
    peers: [
      { who: 'VROOM -x 5', extraVehicles: 0.67, same: '3 of 6', longerPct: 1.43, seconds: 7.3 },
      { who: 'PyVRP, 10 s', extraVehicles: 0.67, same: '3 of 6', longerPct: 1.29, seconds: 10 },
      { who: orTools(10), extraVehicles: 2, same: '0 of 3', longerPct: null, seconds: 10 },
    ],
  }),
  {
    name: 'vrptw-100-10s',
    about: 'Solomon, 100 customers, 10 s each',
    folder: 'vrptw',
    seconds: 10,
    peers: [],
  },
]
