import type { TemplateData, TemplateName } from './data.ts'
import type { Words, Writer } from './words.ts'

export const english: { readonly [T in TemplateName]: (data: TemplateData[T], write: Writer) => Words } = {
  welcome: ({ name }) => ({
    title: `Welcome, ${name}`,
    body: 'Groceries are at your door in minutes. Add an address to see what is near you.',
  }),
  order_confirmed: ({ number, promisedAt, total, method }, write) => ({
    title: `Order ${number} is confirmed`,
    body: `We are packing it now. It should be with you by ${write.time(promisedAt)}. ${
      method === 'cash' ? `Please keep ${write.money(total)} ready.` : `Paid: ${write.money(total)}.`
    }`,
  }),
  order_substituted: ({ number, byName, quantity }) => ({
    title: `A change in order ${number}`,
    body: `Something was out of stock. We packed ${quantity} × ${byName} instead; you never pay more for it.`,
  }),
  on_the_way: ({ number, riderName, etaAt, doorCode }, write) => ({
    title: `Order ${number} is on its way`,
    body: `${riderName ?? 'Your rider'} has it and should arrive at about ${write.time(etaAt)}.${
      doorCode ? ` Say ${doorCode} at the door.` : ''
    }`,
  }),
  arriving: ({ number, riderName }) => ({
    title: 'Almost at your door',
    body: `${riderName ?? 'Your rider'} is around the corner with order ${number}. Please have your door code ready.`,
  }),
  order_delivered: ({ number, total }, write) => ({
    title: `Order ${number} is delivered`,
    body: `Thank you. The total was ${write.money(total)}; your receipt is in the app. How was it?`,
  }),
  order_cancelled: ({ number }) => ({
    title: `Order ${number} is cancelled`,
    body: 'It will not be delivered. Whatever you paid goes back the way it came.',
  }),
  order_failed: ({ number }) => ({
    title: `Order ${number} could not be handed over`,
    body: 'Our rider could not deliver it. Please open the order in the app for help.',
  }),
  payment_failed: ({ number }) => ({
    title: `The payment for order ${number} did not go through`,
    body: 'Nothing was charged. Please try again or pay another way within five minutes.',
  }),
  payment_refunded: ({ number, amount, toWallet }, write) => ({
    title: `A refund of ${write.money(amount)}`,
    body: toWallet
      ? `For order ${number}: it is in your Tokri wallet.`
      : `For order ${number}: it is on its way to you; banks take up to seven days.`,
  }),
  late_credit: ({ number, amount, lateMinutes }, write) => ({
    title: `Sorry that order ${number} was late`,
    body: `It came ${lateMinutes} minutes later than we promised. We have put ${write.money(amount)} into your Tokri wallet.`,
  }),
  order_message: ({ number, from, text }) => ({
    title: `${from === 'rider' ? 'Your rider' : from === 'staff' ? 'Tokri' : 'The customer'} wrote about order ${number}`,
    body: text,
  }),
  order_proposal: ({ number, name, byName, seconds }) => ({
    title: `A question about order ${number}`,
    body: `${name} is sold out. May it be ${byName}? Please answer within ${seconds} seconds; without an answer you get your money back for it.`,
  }),
  campaign: ({ en }) => en,
}

/** Said to whoever asked for a call, before they are connected. */
export const callText = 'Tokri connects you now. Please wait.'

export const codeText = (code: string): string => `${code} is your Tokri login code, for 5 minutes. Tell it to nobody.`
