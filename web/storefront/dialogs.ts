import { useSyncExternalStore } from 'react'

export type DialogName = 'login' | 'place' | 'cart'

let open: DialogName | null = null
let afterLogin: (() => void) | undefined
const listeners = new Set<() => void>()

function show(next: DialogName | null): void {
  open = next
  for (const listener of listeners) listener()
}

/** The dialogs that may come over any page; one at a time. */
export const openPlace = (): void => show('place')
export const openCart = (): void => show('cart')
export function closeDialog(): void {
  afterLogin = undefined
  show(null)
}

/** Asks the person to log in, and goes on with `then` once they have. */
export function openLogin(then?: () => void): void {
  afterLogin = then
  show('login')
}

export function loginDone(): void {
  const then = afterLogin
  closeDialog()
  then?.()
}

export const useOpenDialog = (): DialogName | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open,
  )
