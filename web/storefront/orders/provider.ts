import type { Order } from '../../api-client/types.ts'

/** The part of Stripe.js that we use; the stand-in of the sandbox speaks the same. */
interface Provider {
  elements(options: { clientSecret: string; appearance?: object; locale?: string }): ProviderElements
  confirmPayment(options: {
    elements: ProviderElements
    redirect: 'if_required'
    confirmParams?: { return_url: string }
  }): Promise<{ error?: ProviderFault; paymentIntent?: { status: string } }>
}
interface ProviderElements {
  create(kind: 'payment'): ProviderElement
  submit?(): Promise<{ error?: ProviderFault }>
}
interface ProviderElement {
  mount(place: HTMLElement): void
  unmount?(): void
  destroy?(): void
  on?(event: 'ready' | 'loaderror', hear: () => void): void
}
interface ProviderFault {
  code?: string
  message?: string
}
declare global {
  interface Window {
    Stripe?: (publishableKey: string) => Provider
  }
}

type Handle = NonNullable<Order['payment']['handle']>
export type PaymentOutcome = { kind: 'paid' } | { kind: 'refused'; message?: string }
export interface MountedPayment {
  confirm: () => Promise<PaymentOutcome>
  remove: () => void
}

/**
 * Shows the provider's own fields in `place`: card numbers go from there to the provider and never through our pages.
 * @throws when the provider's script cannot be loaded
 */
export async function mountPayment(
  handle: Handle,
  place: HTMLElement,
  dark: boolean,
  locale: string,
): Promise<MountedPayment> {
  await loadScript(handle.scriptUrl)
  const provider = window.Stripe?.(handle.publishableKey)
  if (!provider) throw new Error(`the script at ${handle.scriptUrl} brought no provider`)
  const appearance = {
    theme: dark ? 'night' : 'stripe',
    variables: { colorPrimary: dark ? '#5fd0c0' : '#0b5a55', borderRadius: '12px' },
  }
  const elements = provider.elements({ clientSecret: handle.clientSecret, appearance, locale })
  const element = elements.create('payment')
  element.mount(place)
  return {
    async confirm() {
      const invalid = await elements.submit?.()
      if (invalid?.error) return { kind: 'refused', message: invalid.error.message }
      const { error } = await provider.confirmPayment({
        elements,
        redirect: 'if_required',
        confirmParams: { return_url: window.location.href },
      })
      return error ? { kind: 'refused', message: error.message } : { kind: 'paid' }
    },
    remove() {
      element.destroy?.()
      place.replaceChildren()
    },
  }
}

const loading = new Map<string, Promise<void>>()

function loadScript(url: string): Promise<void> {
  const begun = loading.get(url)
  if (begun) return begun
  const loaded = new Promise<void>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.onload = () => resolve()
    script.onerror = () => {
      loading.delete(url)
      script.remove()
      reject(new Error(`loading ${url}`))
    }
    document.head.append(script)
  })
  loading.set(url, loaded)
  return loaded
}
