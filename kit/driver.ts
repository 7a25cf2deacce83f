import { registerHooks } from 'node:module'
import type driver from 'postgres'

/**
 * postgres.js, mended while it is loaded. Import it from here only.
 *
 * As it is (3.4.9; issues 1066, 1154 and 1208 of its repository) a connection that breaks at the wrong moment ends the
 * process, or leaves a connection that never works again; and a transaction that goes on after its connection broke may
 * write outside of any transaction, on the connection that has been made in its place. A release whose source is not what
 * these changes were written for is refused at the start: look whether they are still needed then.
 */
const changes: Record<string, readonly (readonly [old: string, changed: string])[]> = {
  '/postgres/src/connection.js': [
    // What is asked of a connection that is closed fails; it used to be written to a socket that is null.
    [
      `    if (stream)
      return queryError(q, Errors.generic('COPY_IN_PROGRESS'`,
      `    if (!socket) {
      queryError(q, Errors.connection('CONNECTION_CLOSED', options))
      return true
    }

    if (stream)
      return queryError(q, Errors.generic('COPY_IN_PROGRESS'`,
    ],
    // What was not sent yet is not sent to the next connection, before its greeting.
    [
      `    incomings = null
    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)`,
      `    incomings = null
    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener('data', data)`,
    ],
    // Who accepts connections and hangs up is not asked again at once and for ever: it counts as a failure. And what was
    // asked between a connection's error and its end fails, rather than to wait for the answers of the next connection.
    [
      `    if (initial)
      return reconnect()

    !hadError && (query || sent.length) && error(`,
      `    if (initial && options.host[1])
      return reconnect()

    ;(query || sent.length || initial) && error(`,
    ],
    [
      `    closedTime = performance.now()
    hadError && options.shared.retries++`,
      `    closedTime = performance.now()
    ;(hadError || !backendParameters.server_version) && options.shared.retries++`,
    ],
    // A transaction has its connection to itself even where nothing may be sent ahead (`max_pipeline: 0`).
    [
      `        && sent.length < max_pipeline
        && (!q.options.onexecute || q.options.onexecute(connection))`,
      `        && (!q.options.onexecute || q.options.onexecute(connection))
        && sent.length < max_pipeline`,
    ],
    // A connection that breaks while it asks for the types fails whoever waits for it, rather than the process.
    ['        return fetchArrayTypes()', '        return fetchArrayTypes().catch(errored)'],
  ],
  '/postgres/src/index.js': [
    // A transaction whose connection broke is over, whatever has become of the connection since.
    [
      `      , prepare = null

    try {`,
      `      , prepare = null
      , lost = null

    try {`,
    ],
    ['connection.onclose = reject)', 'connection.onclose = e => { lost = e; reject(e) })'],
    [
      `        q.catch(e => uncaughtError || (uncaughtError = e))
`,
      `        q.catch(e => uncaughtError || (uncaughtError = e))
        if (lost)
          return q.reject(lost)
`,
    ],
  ],
}

const mended = (file: string, source: string): string => {
  let text = source
  for (const [old, changed] of changes[file]!) {
    if (text.split(old).length !== 2)
      throw new Error(
        `This release of postgres.js is not the one that ${import.meta.filename} was written for: ${file}`,
      )
    text = text.replace(old, () => changed)
  }
  return text
}

const hooks = registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const file = Object.keys(changes).find((each) => url.endsWith(each))
    return file && loaded.source ? { ...loaded, source: mended(file, String(loaded.source)) } : loaded
  },
})

export const postgres: typeof driver = (await import('postgres')).default
hooks.deregister()
