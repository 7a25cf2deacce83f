type Headers = Record<string, string | string[] | undefined>

/** Belong to one connection (RFC 9110, 7.6.1) and end here. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** Made anew here, or nobody's business behind the edge. Answers come back as they are and are compressed here. */
const notForwarded = new Set([
  ...hopByHop,
  'host',
  'content-length',
  'expect',
  'accept-encoding',
  'cookie',
  'traceparent',
  'tracestate',
  'forwarded',
  'via',
  'x-real-ip',
  'x-deadline-ms',
])
const forwardedPrefixes = ['x-forwarded-', 'x-tokri-']

/** What goes on to the service; cookies only where the route reads them. */
export function requestHeaders(
  headers: Headers,
  { cookies = false }: { cookies?: boolean } = {},
): Record<string, string | string[]> {
  const named = namedByConnection(headers)
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || named.has(name)) continue
    if (notForwarded.has(name) && !(cookies && name === 'cookie')) continue
    if (forwardedPrefixes.some((prefix) => name.startsWith(prefix))) continue
    kept[name] = value
  }
  return kept
}

const notReturned = new Set([
  ...hopByHop,
  'content-length',
  'x-request-id',
  'date',
  'server',
  'x-tokri-closing',
  'x-tokri-refused',
])

/** What comes back to the client. */
export function answerHeaders(headers: Headers): Record<string, string | string[]> {
  const named = namedByConnection(headers)
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !notReturned.has(name) && !named.has(name)) kept[name] = value
  return kept
}

const namedByConnection = (headers: Headers): Set<string> =>
  new Set(
    String(headers.connection ?? '')
      .toLowerCase()
      .split(',')
      .map((each) => each.trim()),
  )
