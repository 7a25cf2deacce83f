import type { Picture, PictureAsked } from './picture.ts'

export interface Drawing {
  ask: (wanted: PictureAsked) => void
  end: () => void
}

const firstWaitMs = 2000
const longestWaitMs = 30_000

/**
 * A worker that draws what was asked for last. While its picture is not whole it is asked again: when the connection is
 * back, and by itself after a while. A worker that failed (its script did not come) is replaced then, and told as a picture
 * of which nothing came.
 */
export function startDrawing(onPicture: (picture: Picture) => void): Drawing {
  let worker: Worker | undefined
  let last: PictureAsked | undefined
  let waitMs = firstWaitMs
  let timer: ReturnType<typeof setTimeout> | undefined

  const begin = () => {
    const begun = new Worker(new URL('./still-worker.ts', import.meta.url), { type: 'module' })
    begun.onmessage = ({ data }: MessageEvent<Picture>) => {
      if (!data.complete) later()
      onPicture(data)
    }
    begun.onerror = fail
    begun.onmessageerror = fail
    return begun
  }
  const fail = () => {
    worker?.terminate()
    worker = undefined
    later()
    if (last) onPicture({ ...last, complete: false })
  }
  const send = () => {
    clearTimeout(timer)
    timer = undefined
    worker ??= begin()
    worker.postMessage(last)
  }
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(send, waitMs)
    waitMs = Math.min(longestWaitMs, waitMs * 2)
  }
  const online = () => {
    if (timer !== undefined) send()
  }
  window.addEventListener('online', online)

  return {
    ask(wanted) {
      if (JSON.stringify(wanted) === JSON.stringify(last)) return
      last = wanted
      waitMs = firstWaitMs
      send()
    },
    end() {
      worker?.terminate()
      clearTimeout(timer)
      window.removeEventListener('online', online)
    },
  }
}
