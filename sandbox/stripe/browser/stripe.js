/*
 * The part of Stripe.js that Tokri's storefront uses, with the same names and answers, so that the real script drops in.
 * Card details are typed into a frame of the sandbox's own origin; this script, and the page around it, never see them.
 */
;(() => {
  const script = document.currentScript
  const base = script.src.replace(/\/js\/v3\/?.*$/, '')
  const origin = new URL(base).origin
  const paid = ['succeeded', 'processing', 'requires_capture']

  /** Opens one of our frames and talks to it over a channel of its own: nobody else on the page can listen in. */
  function openFrame(path, title, config, onEvent) {
    const frame = document.createElement('iframe')
    frame.title = title
    frame.allow = 'payment'
    Object.assign(frame.style, { border: '0', width: '100%', display: 'block', colorScheme: 'light' })
    const { port1, port2 } = new MessageChannel()
    const waiting = new Map()
    let calls = 0
    port1.onmessage = ({ data }) => {
      if (data.event) return onEvent(data.event, data.detail)
      waiting.get(data.id)?.(data.answer)
      waiting.delete(data.id)
    }
    let sent = false
    frame.addEventListener('load', () => {
      if (sent) return
      sent = true
      frame.contentWindow.postMessage({ sandbox: 'init', config }, origin, [port2])
    })
    frame.src = `${base}${path}`
    return {
      frame,
      call: (name, argument) =>
        new Promise((resolve) => {
          const id = ++calls
          waiting.set(id, resolve)
          port1.postMessage({ id, name, argument })
        }),
      close: () => {
        port1.close()
        frame.remove()
      },
    }
  }

  function paymentElement(publishableKey, elements, options) {
    const listeners = new Map()
    const tell = (event, detail) => {
      for (const listener of listeners.get(event) ?? []) listener(detail)
    }
    let opened
    const element = {
      on(event, listener) {
        if (!listeners.has(event)) listeners.set(event, new Set())
        listeners.get(event).add(listener)
        return element
      },
      off(event, listener) {
        if (listener) listeners.get(event)?.delete(listener)
        else listeners.delete(event)
        return element
      },
      once(event, listener) {
        const wrapped = (detail) => {
          element.off(event, wrapped)
          listener(detail)
        }
        return element.on(event, wrapped)
      },
      mount(target) {
        const place = typeof target === 'string' ? document.querySelector(target) : target
        if (!place) throw new Error(`Stripe sandbox: there is no element ${target} to mount on`)
        element.unmount()
        const config = { ...elements.config, publishableKey, options }
        opened = openFrame('/elements/payment', 'Secure payment input frame', config, (event, detail) => {
          if (event === 'resize') opened.frame.style.height = `${detail.height}px`
          else tell(event, { elementType: 'payment', ...detail })
        })
        opened.frame.style.height = '260px'
        place.replaceChildren(opened.frame)
        return element
      },
      unmount() {
        opened?.close()
        opened = undefined
        return element
      },
      destroy() {
        element.unmount()
        listeners.clear()
        elements.forget(element)
      },
      update: (more) => void opened?.call('update', more),
      focus: () => void opened?.call('focus'),
      blur: () => void opened?.call('blur'),
      collapse: () => {},
      /** Ours: asks the frame. */
      _ask: (name, argument) =>
        opened
          ? opened.call(name, argument)
          : Promise.resolve({
              error: { type: 'invalid_request_error', message: 'The Payment Element is not mounted.' },
            }),
    }
    return element
  }

  function makeElements(publishableKey, { clientSecret, appearance, locale, mode, amount, currency } = {}) {
    let payment
    const elements = {
      config: { clientSecret, appearance, locale, mode, amount, currency },
      create(type, options = {}) {
        if (type !== 'payment') throw new Error(`Stripe sandbox: only the payment element is served, not "${type}"`)
        if (payment) throw new Error('Can only create one Element of type payment through elements().')
        payment = paymentElement(publishableKey, elements, options)
        return payment
      },
      getElement: (type) => (type === 'payment' ? (payment ?? null) : null),
      update: (more) => {
        Object.assign(elements.config, more)
        payment?.update(more)
      },
      fetchUpdates: async () => ({}),
      submit: async () =>
        payment ? payment._ask('submit') : { error: { type: 'validation_error', message: 'No Element was created.' } },
      forget: () => {
        payment = undefined
      },
    }
    return elements
  }

  /** Shows the bank's page over everything else until it has an answer. Escape counts as a refusal. */
  function challenge(publishableKey, clientSecret) {
    return new Promise((resolve) => {
      const before = document.activeElement
      const dialog = document.createElement('dialog')
      dialog.setAttribute('aria-label', 'Payment authentication')
      Object.assign(dialog.style, {
        position: 'fixed',
        inset: '0',
        width: '100vw',
        height: '100dvh',
        maxWidth: 'none',
        maxHeight: 'none',
        margin: '0',
        padding: '0',
        border: '0',
        background: 'rgba(15, 23, 42, 0.55)',
      })
      const done = (answer) => {
        opened.close()
        dialog.close()
        dialog.remove()
        before?.focus?.()
        resolve(answer)
      }
      const opened = openFrame(
        '/elements/challenge',
        'Bank authentication',
        { publishableKey, clientSecret },
        (event, detail) => {
          if (event === 'answer') done(detail)
        },
      )
      Object.assign(opened.frame.style, { height: '100%', background: 'transparent' })
      dialog.addEventListener('cancel', (event) => {
        event.preventDefault()
        opened.call('fail')
      })
      dialog.append(opened.frame)
      document.body.append(dialog)
      dialog.showModal()
      opened.frame.focus()
    })
  }

  async function retrieve(publishableKey, clientSecret) {
    const id = String(clientSecret).split('_secret_')[0]
    const query = new URLSearchParams({ key: publishableKey, client_secret: clientSecret })
    try {
      const response = await fetch(`${base}/v1/payment_intents/${encodeURIComponent(id)}?${query}`)
      const body = await response.json()
      return response.ok ? { paymentIntent: body } : { error: body.error }
    } catch {
      return {
        error: { type: 'api_connection_error', message: 'We could not reach the payment provider. Please try again.' },
      }
    }
  }

  window.Stripe = (publishableKey) => {
    if (typeof publishableKey !== 'string' || !publishableKey.startsWith('pk_'))
      throw new Error('Please call Stripe() with your publishable key. You used an empty string or a secret key.')

    /** Takes the customer through whatever is still to be done, then answers or leads on to the return page. */
    async function finish(result, clientSecret, confirmParams, redirect) {
      if (result.paymentIntent?.status === 'requires_action') result = await challenge(publishableKey, clientSecret)
      const intent = result.paymentIntent
      if (!intent || redirect === 'if_required' || !paid.includes(intent.status)) return result
      const target = new URL(confirmParams?.return_url)
      target.searchParams.set('payment_intent', intent.id)
      target.searchParams.set('payment_intent_client_secret', clientSecret)
      target.searchParams.set('redirect_status', intent.status)
      window.location.assign(target)
      return new Promise(() => {})
    }

    return {
      elements: (options) => makeElements(publishableKey, options),
      async confirmPayment({ elements, clientSecret, confirmParams, redirect = 'always' }) {
        const secret = clientSecret ?? elements?.config.clientSecret
        if (!secret) throw new Error('Stripe sandbox: confirmPayment() needs a clientSecret')
        if (redirect !== 'if_required' && !confirmParams?.return_url)
          throw new Error(
            "stripe.confirmPayment(): the confirmParams.return_url argument is required unless redirect is 'if_required'.",
          )
        const payment = elements?.getElement('payment')
        if (!payment) throw new Error('Stripe sandbox: create and mount the payment element first')
        return finish(await payment._ask('confirm', { clientSecret: secret }), secret, confirmParams, redirect)
      },
      async handleNextAction({ clientSecret }) {
        return finish(await retrieve(publishableKey, clientSecret), clientSecret, undefined, 'if_required')
      },
      retrievePaymentIntent: (clientSecret) => retrieve(publishableKey, clientSecret),
    }
  }
  window.Stripe.version = 'sandbox'
})()
