import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeIn } from './door.ts'

test('a code is found in a message of either language', () => {
  const english =
    'Tokri: Order K7QF-2MXA is on its way. Ravi has it and should arrive at about 6:42 pm. Say 0821 at the door. http://localhost:8080/orders/ord_1234'
  assert.equal(codeIn({ text: english }, 'K7QF-2MXA'), '0821')
  const hindi = 'ऑर्डर K7QF-2MXA रास्ते में है। रवि इसे लेकर निकल चुका है, लगभग 6:42 pm पर पहुँचेगा। दरवाज़े पर 0821 बताएँ।'
  assert.equal(codeIn({ text: hindi }, 'K7QF-2MXA'), '0821')
})

test('where the title names the order, the text need not', () => {
  const text = 'Hello Vera,\n\nRavi has it and should arrive at about 3:14 pm. Say 8656 at the door.'
  assert.equal(codeIn({ text, subject: 'Order EG4R-WNWC is on its way' }, 'EG4R-WNWC'), '8656')
  assert.equal(codeIn({ text, data: { title: 'Order EG4R-WNWC is on its way' } }, 'EG4R-WNWC'), '8656')
  assert.equal(codeIn({ text, subject: 'Order AAAA-BBBB is on its way' }, 'EG4R-WNWC'), undefined)
})

test('amounts, numbers of orders, addresses and other orders are no codes', () => {
  assert.equal(
    codeIn({ text: 'Order 1234-5678 is confirmed. Paid: ₹1,234. http://localhost:8080/orders/ord_12' }, '1234-5678'),
    undefined,
  )
  assert.equal(
    codeIn({ text: 'Order 1234-5678 is delivered. The total was ₹1234.50; thank you.' }, '1234-5678'),
    undefined,
  )
  assert.equal(codeIn({ text: 'Order AAAA-BBBB: say 4821 at the door.' }, '1234-5678'), undefined)
  assert.equal(codeIn({ text: '482193 is your Tokri login code, for order 1234-5678' }, '1234-5678'), undefined)
})
