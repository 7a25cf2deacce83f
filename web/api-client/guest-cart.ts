const key = 'tokri.cart'

/** The token of the cart of a person who has not logged in. */
export const guestCartToken = (): string | null => localStorage.getItem(key)

export const keepGuestCart = (token: string): void => localStorage.setItem(key, token)

export const forgetGuestCart = (): void => localStorage.removeItem(key)
