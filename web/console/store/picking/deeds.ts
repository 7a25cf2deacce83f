import { type PickDeed, type PickTask, sendDeed } from '../../../api-client/picking.ts'
import { isProblem } from '../../../api-client/problem.ts'
import { stored } from '../../../shared/stored.ts'

/**
 * What was done in the aisle and the server has not heard yet. Kept on the device, sent one after another in the order
 * they were done; each may arrive twice and counts once, so what has no answer is simply sent again.
 */
interface Waiting {
  readonly pickId: string
  readonly deed: PickDeed
}

const waiting = stored<readonly Waiting[]>('tokri.console.deeds', [])
const slowestRetryMs = 8_000

interface Hearer {
  onAnswer: (pick: PickTask) => void
  /** The server says no: what was shown meanwhile is taken back. */
  onRefusal: (pickId: string, error: unknown) => void
}

let hearer: Hearer | null = null
let sending = false
let retries = 0
let timer: ReturnType<typeof setTimeout> | undefined

export const deedsSource = waiting

export function hearDeeds(next: Hearer): () => void {
  hearer = next
  void drain()
  return () => {
    if (hearer === next) hearer = null
  }
}

export function enqueue(pickId: string, deed: PickDeed): void {
  waiting.set([...waiting.get(), { pickId, deed }])
  void drain()
}

async function drain(): Promise<void> {
  if (sending) return
  sending = true
  clearTimeout(timer)
  try {
    for (let next = waiting.get()[0]; next; next = waiting.get()[0]) {
      try {
        const answer = await sendDeed(next.pickId, next.deed)
        waiting.set(waiting.get().slice(1))
        retries = 0
        if (!waiting.get().some((each) => each.pickId === answer.id)) hearer?.onAnswer(answer)
      } catch (error) {
        if (!isProblem(error) || error.transient || error.status === 401) {
          retries += 1
          timer = setTimeout(() => void drain(), Math.min(slowestRetryMs, 500 * 2 ** retries))
          return
        }
        // What came after builds on what was refused.
        const { pickId } = next
        waiting.set(waiting.get().filter((each) => each.pickId !== pickId))
        hearer?.onRefusal(pickId, error)
      }
    }
  } finally {
    sending = false
  }
}

window.addEventListener('online', () => {
  retries = 0
  void drain()
})
