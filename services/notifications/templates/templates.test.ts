import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asEmail, asSms } from './channels.ts'
import { type TemplateData, type TemplateName, worth } from './data.ts'
import { say, sayCode } from './index.ts'

const example: { [T in TemplateName]: TemplateData[T] } = {
  welcome: { name: 'Asha' },
  order_confirmed: { number: 'T-1', promisedAt: '2026-01-01T13:12:00Z', total: 24_950, method: 'cash' },
  order_substituted: { number: 'T-1', byName: 'Milk 1 l', quantity: 2 },
  on_the_way: { number: 'T-1', riderName: null, etaAt: '2026-01-01T13:12:00Z', doorCode: '4821' },
  arriving: { number: 'T-1', riderName: 'Ravi' },
  order_delivered: { number: 'T-1', total: 24_900 },
  order_cancelled: { number: 'T-1' },
  order_failed: { number: 'T-1' },
  payment_failed: { number: 'T-1' },
  payment_refunded: { number: 'T-1', amount: 5_000, toWallet: false },
  late_credit: { number: 'T-1', amount: 5_000, lateMinutes: 12 },
  order_message: { number: 'T-1', from: 'rider', text: 'I am at the gate' },
  order_proposal: { number: 'T-1', name: 'Milk 1 l', byName: 'Milk 500 ml', seconds: 90 },
  campaign: { en: { title: 'Mangoes', body: 'They are here.' }, hi: { title: 'आम', body: 'आ गए हैं।' } },
}
const names = Object.keys(example) as TemplateName[]

test('every message is said in both languages, and fits where it may be sent', () => {
  for (const name of names)
    for (const language of ['en', 'hi'] as const) {
      const words = say(name, example[name], language, 'Asia/Kolkata')
      assert.ok(words.title && words.body)
      assert.ok(!/undefined|null|\[object|NaN/.test(words.title + words.body), words.body)
      assert.equal(/[\u0900-\u097f]/.test(words.body), language === 'hi')
      const sms = asSms(words, `https://tokri.example/orders/ord_${'0'.repeat(32)}`)
      if (worth[name].channels.includes('sms')) assert.ok(sms.length <= 480, `${name} in ${language}: ${sms.length}`)
    }
})

test('money and times are written as people read them there', () => {
  assert.match(say('order_confirmed', example.order_confirmed, 'en', 'Asia/Kolkata').body, /6:42\spm.*₹249\.50/)
  assert.match(say('order_delivered', example.order_delivered, 'en', 'Asia/Kolkata').body, /₹249;/)
})

test('names in emails cannot carry markup', () => {
  const words = say('order_substituted', { number: '1', byName: '<img src=x>', quantity: 1 }, 'en', 'UTC')
  const { html, text } = asEmail(words, undefined, { email: 'a@b.example', name: '<b>A</b>' }, 'en')
  assert.ok(!html!.includes('<img') && !html!.includes('<b>A'))
  assert.ok(text.includes('<img src=x>'))
})

test('a login code begins its message', () => {
  for (const language of ['en', 'hi'] as const) assert.match(sayCode('012345', language), /^012345 /)
})
