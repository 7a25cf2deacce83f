/** Steps for a person who waits: one line that changes on a terminal, plain lines elsewhere. */
export function progress() {
  const tty = process.stderr.isTTY
  let last = ''
  const stem = (text: string) => text.replace(/: .*/, '')
  return {
    step(text: string) {
      if (tty) process.stderr.write(`\r\x1b[K  ${text} …`)
      // Off a terminal a step that counts is told once.
      else if (stem(text) !== stem(last)) process.stderr.write(`  ${text}\n`)
      last = text
    },
    clear() {
      if (tty && last) process.stderr.write('\r\x1b[K')
    },
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** Resolves when somebody wants the program to end. A second signal ends it at once. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of signals)
      process.on(signal, () => {
        if (asked) process.exit(130)
        asked = true
        resolve()
      })
  })
}
