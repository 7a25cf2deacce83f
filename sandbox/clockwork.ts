/**
 * Calls `run` when something is due. `run` does what is due and returns when the next thing is (epoch ms), or undefined
 * when nothing waits. `wake` makes it look again soon. It never keeps the process alive by itself.
 */
export function startClockwork(run: () => number | undefined, onError: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let woken = false

  const turn = () => {
    woken = false
    if (stopped) return
    clearTimeout(timer)
    let due: number | undefined
    try {
      due = run()
    } catch (error) {
      onError(error)
      due = Date.now() + 1_000
    }
    if (due === undefined) return
    timer = setTimeout(turn, Math.min(Math.max(due - Date.now(), 5), 60_000))
    timer.unref()
  }
  const wake = () => {
    if (woken || stopped) return
    woken = true
    setImmediate(turn)
  }
  wake()
  return {
    wake,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
