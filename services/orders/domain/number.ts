/** Crockford's base 32: no letters that look like digits, none that spell words by accident. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The number that people read out, from the random end of an order's id: `K7QF-2MXA`. */
export function orderNumber(orderId: string): string {
  let bits = BigInt(`0x${orderId.slice(-10)}`)
  let text = ''
  for (let place = 0; place < 8; place += 1) {
    text = alphabet[Number(bits & 31n)]! + text
    bits >>= 5n
  }
  return `${text.slice(0, 4)}-${text.slice(4)}`
}
