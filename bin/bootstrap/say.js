/** A failure that a person can act on, in one sentence. */
class Stop extends Error {}

/**
 * @param {string} sentence
 * @param {unknown} [cause]
 * @returns {never}
 */
export function stop(sentence, cause) {
  throw new Stop(sentence, { cause })
}

/** Progress goes to standard error: the output of commands may be read by programs. @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/** One sentence for what we foresaw; all of it for what we did not. @param {unknown} error @returns {number} the exit code */
export function explain(error) {
  const text =
    error instanceof Stop ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)
  say(`tokri: ${text}`)
  return 1
}
