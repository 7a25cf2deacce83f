import type { BenchRow } from './set.ts'

interface Peer {
  readonly who: string
  readonly extraVehicles: number
  readonly same: string
  readonly longerPct: number | null
  readonly seconds: number
}

/**
 * Measured on Li & Lim's shared instances with one thread on a shared machine, one seed each: VROOM 1.15-dev with a fixed
 * cost for each vehicle, PyVRP of August 2026, OR-Tools 9.15 with guided local search. For other instances of the same
 * families they are a rough mark.
 */
const peers = {
  hundred: [
    { who: 'VROOM -x 5', extraVehicles: 0.4, same: '6 of 10', longerPct: 1.19, seconds: 1.6 },
    { who: 'PyVRP, 2 s', extraVehicles: 0.3, same: '7 of 10', longerPct: 0.2, seconds: 2 },
  ],
  hundredLong: [
    { who: 'PyVRP, 10 s', extraVehicles: 0.1, same: '9 of 10', longerPct: 0, seconds: 10 },
    {
      who: 'OR-Tools, 60 s, on lr109, lrc206, lr1_2_5',
      extraVehicles: 1,
      same: '1 of 3',
      longerPct: 4.76,
      seconds: 60,
    },
  ],
  hundredLive: [{ who: 'VROOM -x 1', extraVehicles: 0.7, same: '3 of 10', longerPct: 3.84, seconds: 0.15 }],
  twoHundred: [
    { who: 'VROOM -x 5', extraVehicles: 0.67, same: '3 of 6', longerPct: 1.43, seconds: 7.3 },
    { who: 'PyVRP, 10 s', extraVehicles: 0.67, same: '3 of 6', longerPct: 1.29, seconds: 10 },
    {
      who: 'OR-Tools, 10 s, on lr109, lrc206, lr1_2_5',
      extraVehicles: 2,
      same: '0 of 3',
      longerPct: null,
      seconds: 10,
    },
  ],
} satisfies Record<string, readonly Peer[]>

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

export const routingTable: readonly RoutingSet[] = [
  {
    name: 'pdptw-100-live',
    about: 'Li & Lim, 100 tasks, 150 ms each (planning again while orders come in)',
    folder: 'pdptw',
    nominalTasks: 100,
    seconds: 0.15,
    target: { extraVehicles: 0.7, longerPct: 4 },
    peers: [...peers.hundredLive],
  },
  {
    name: 'pdptw-100-2s',
    about: 'Li & Lim, 100 tasks, 2 s each',
    folder: 'pdptw',
    nominalTasks: 100,
    seconds: 2,
    target: { extraVehicles: 0.3, longerPct: 1 },
    peers: [...peers.hundred],
  },
  {
    name: 'pdptw-100-10s',
    about: 'Li & Lim, 100 tasks, 10 s each',
    folder: 'pdptw',
    nominalTasks: 100,
    seconds: 10,
    target: { extraVehicles: 0.1, longerPct: 0.2 },
    peers: [...peers.hundredLong],
  },
  {
    name: 'pdptw-200-10s',
    about: 'Li & Lim, 200 tasks, 10 s each',
    folder: 'pdptw',
    nominalTasks: 200,
    seconds: 10,
    target: { extraVehicles: 0.67, longerPct: 1.3 },
    peers: [...peers.twoHundred],
  },
  {
    name: 'vrptw-100-10s',
    about: 'Solomon, 100 customers, 10 s each',
    folder: 'vrptw',
    seconds: 10,
    peers: [],
  },
]
