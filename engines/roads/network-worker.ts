// Makes a network off the event loop: seconds of work that nobody should wait for.
import { parentPort, workerData } from 'node:worker_threads'
import type { StreetMap } from './graph/build.ts'
import { makeNetwork, type NetworkParts } from './network.ts'
import type { Mode } from './port.ts'

export type NetworkWork = { map: StreetMap; mode: Mode }
export type NetworkResult = { parts: NetworkParts } | { code: string }

const { map, mode } = workerData as NetworkWork
parentPort!.postMessage(work())

function work(): NetworkResult {
  try {
    return { parts: makeNetwork(map, mode) }
  } catch (error) {
    // A problem loses its code on the way between threads.
    if (error instanceof Error && 'code' in error && error.code === 'roads/map-empty') return { code: error.code }
    throw error
  }
}
