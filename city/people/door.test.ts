import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeIn } from './door.ts'

test('a code is found in a message of either language', () => {
  const english =
    'Tokri: Order K7QF-2MXA is on its way. Ravi has it and should arrive at about 6:42 pm. Say 0821 at the door. http://localhost:8080/orders/ord_1234'
  assert.equal(codeIn(english, 'K7QF-2MXA'), '0821')
  const hindi = 'ऑर्डर K7QF-2MXA रास्ते में है। रवि इसे लेकर निकल चुका है, लगभग 6:42 pm पर पहुँचेगा। दरवाज़े पर 0821 बताएँ।'
  assert.equal(codeIn(hindi, 'K7QF-2MXA'), '0821')
})

test('amounts, numbers of orders, addresses and other orders are no codes', () => {
  assert.equal(
    codeIn('Order 1234-5678 is confirmed. Paid: ₹1,234. http://localhost:8080/orders/ord_12', '1234-5678'),
    undefined,
  )
  assert.equal(codeIn('Order 1234-5678 is delivered. The total was ₹1234.50; thank you.', '1234-5678'), undefined)
  assert.equal(codeIn('Order AAAA-BBBB: say 4821 at the door.', '1234-5678'), undefined)
  assert.equal(codeIn('482193 is your Tokri login code, for order 1234-5678', '1234-5678'), undefined)
})
