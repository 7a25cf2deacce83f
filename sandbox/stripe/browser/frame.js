/* What both frames share: the channel to the page that opened them, and calls to the stand-in's API. */

/** Waits for the page's `init`, then serves `handlers` over the channel. The first opener is the only one heard. */
export function serve(handlers, begin) {
  const onInit = ({ data, ports, source }) => {
    if (source !== window.parent || data?.sandbox !== 'init' || !ports[0]) return
    window.removeEventListener('message', onInit)
    const port = ports[0]
    const tell = (event, detail = {}) => port.postMessage({ event, detail })
    port.onmessage = async ({ data: call }) => {
      const answer = await handlers[call.name]?.(call.argument ?? {})
      port.postMessage({ id: call.id, answer })
    }
    begin(data.config ?? {}, tell)
  }
  window.addEventListener('message', onInit)
}

const unreachable = {
  error: { type: 'api_connection_error', message: 'We could not reach the payment provider. Please try again.' },
}

/** Reads the intent that a client secret opens. */
export const retrieve = (config) => {
  const query = new URLSearchParams({ key: config.publishableKey, client_secret: config.clientSecret })
  return answer(fetch(`../v1/payment_intents/${idOf(config)}?${query}`))
}

/** Posts to the intent; `fields` in Stripe's bracket form. Safe to repeat: each try has one key. */
export async function post(config, deed, fields) {
  const request = {
    method: 'POST',
    headers: { 'idempotency-key': crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` },
    body: new URLSearchParams({ ...fields, key: config.publishableKey, client_secret: config.clientSecret }),
  }
  const url = `../v1/payment_intents/${idOf(config)}/${deed}`
  for (let attempt = 0; ; attempt++) {
    const result = await answer(fetch(url, request))
    if (result.error?.type !== 'api_connection_error' || attempt === 2) return result
    await new Promise((resolve) => setTimeout(resolve, 300 * 2 ** attempt))
  }
}

async function answer(fetching) {
  try {
    const response = await fetching
    const body = await response.json()
    return response.ok ? { paymentIntent: body } : { error: body.error }
  } catch {
    return unreachable
  }
}

const idOf = (config) => encodeURIComponent(String(config.clientSecret).split('_secret_')[0])

export const rupees = (amount, currency) =>
  new Intl.NumberFormat('en-IN', { style: 'currency', currency: currency.toUpperCase() }).format(amount / 100)
