import type { Channel, Message } from '../messages/outbox.ts'
import { escapeHtml } from './escape-html.ts'
import type { Delivery, Ledger, Payment } from './payments.ts'

export type View = {
  channel?: Channel
  to?: string
  messages: Message[]
  counts: Record<Channel, number>
  ledger: Ledger
  nowMs: number
}

const names: Record<Channel, string> = { sms: 'SMS', push: 'Push', email: 'Email' }
const providers: Record<Channel, string> = { sms: 'Twilio', push: 'Firebase', email: 'SendGrid' }

/** The whole page. It is plain HTML; a small script fetches it again every three seconds. */
export function outboxPage(view: View): string {
  const { counts, ledger } = view
  const all = counts.sms + counts.push + counts.email
  const chip = (name: string, count: number, channel?: Channel) => {
    const query = new URLSearchParams({ ...(channel && { channel }), ...(view.to && { to: view.to }) })
    const current = channel === view.channel ? ' aria-current="page"' : ''
    return `<a class="chip" href="?${escapeHtml(String(query))}"${current}>${name} <b>${count}</b></a>`
  }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox · Tokri</title>
<link rel="stylesheet" href="?asset=css">
<script src="?asset=js" defer></script>
<noscript><meta http-equiv="refresh" content="5"></noscript>
</head>
<body>
<header class="top">
  <div>
    <h1>Sandbox <span class="live" title="Refreshes by itself">live</span></h1>
    <p>What Tokri asked of its providers. Nothing here left this machine, and no money moved.</p>
  </div>
</header>
<main id="main">
  <section class="tiles" aria-label="Totals">
    ${tile('Messages sent', String(all), `${counts.sms} SMS, ${counts.push} push, ${counts.email} email`)}
    ${tile('Payments', String(ledger.totals.payments), `${rupees(ledger.totals.takenPaise)} taken`)}
    ${tile('Refunded', rupees(ledger.totals.refundedPaise), 'to cards and UPI')}
    ${tile('Webhooks waiting', String(ledger.totals.pending), ledger.totals.pending > 0 ? 'tried again until accepted' : 'all delivered')}
  </section>
  <div class="columns">
    <section aria-labelledby="messages">
      <div class="head"><h2 id="messages">Messages</h2>
        <nav aria-label="Channel">${chip('All', all)}${chip('SMS', counts.sms, 'sms')}${chip('Push', counts.push, 'push')}${chip('Email', counts.email, 'email')}</nav>
      </div>
      ${view.to ? `<p class="filter">Only to <b>${escapeHtml(view.to)}</b>. <a href="?${view.channel ? `channel=${view.channel}` : ''}">Show all</a></p>` : ''}
      <ol class="messages">${view.messages.map((message) => messageCard(message, view)).join('') || empty('No messages yet', 'Sign in with a phone number, or place an order: what is sent appears here.')}</ol>
    </section>
    <div class="side">
      <section aria-labelledby="payments">
        <div class="head"><h2 id="payments">Payments</h2><span class="provider">Stripe</span></div>
        <ol class="rows">${ledger.payments.map((payment) => paymentRow(payment, view.nowMs)).join('') || empty('No payments yet', 'Pay for an order with card 4242 4242 4242 4242, or with success@upi.')}</ol>
      </section>
      <section aria-labelledby="webhooks">
        <div class="head"><h2 id="webhooks">Webhook deliveries</h2></div>
        <ol class="rows">${ledger.deliveries.map((delivery) => deliveryRow(delivery, view.nowMs)).join('') || empty('No deliveries yet', 'Every change of a payment is announced to Tokri.')}</ol>
      </section>
    </div>
  </div>
</main>
</body>
</html>`
}

const tile = (name: string, figure: string, note: string) =>
  `<div class="tile"><span>${name}</span><strong>${figure}</strong><small>${escapeHtml(note)}</small></div>`

function messageCard(message: Message, view: View): string {
  const query = new URLSearchParams({ ...(view.channel && { channel: view.channel }), to: message.to })
  const open =
    message.channel === 'email'
      ? `<a class="open" href="?email=${escapeHtml(encodeURIComponent(message.id))}" target="_blank">Open email</a>`
      : ''
  const text = message.text.length > 600 ? `${message.text.slice(0, 600)}…` : message.text
  return `<li class="message">
    <div class="meta"><span class="tag ${message.channel}">${names[message.channel]}</span>
      <a class="to" href="?${escapeHtml(String(query))}" title="Only to ${escapeHtml(message.to)}">${escapeHtml(message.to)}</a>
      ${time(message.at, view.nowMs)}</div>
    ${message.subject ? `<h3>${escapeHtml(message.subject)}</h3>` : ''}
    <p>${message.channel === 'email' ? escapeHtml(text) : withCodes(text)}</p>
    <div class="foot"><span>${providers[message.channel]}</span>${open}</div>
  </li>`
}

function paymentRow(payment: Payment, nowMs: number): string {
  const note = [payment.problem ?? payment.method, payment.order].filter(Boolean).join(' · ')
  const refund = payment.refunded > 0 ? `<span class="state refund">${rupees(payment.refunded)} refunded</span>` : ''
  return `<li><div class="line"><strong>${rupees(payment.amount)}</strong><span class="states">${refund}<span class="state ${escapeHtml(payment.status)}">${escapeHtml(payment.status.replaceAll('_', ' '))}</span></span></div>
    <div class="line quiet"><span class="cut">${escapeHtml(note || payment.id)}</span>${time(payment.created, nowMs)}</div></li>`
}

function deliveryRow(delivery: Delivery, nowMs: number): string {
  const trouble = delivery.error ?? (delivery.status === null ? '' : `answer ${delivery.status}`)
  const tries = delivery.attempts > 1 ? `${delivery.attempts} tries` : ''
  return `<li><div class="line"><code class="cut">${escapeHtml(delivery.type)}</code><span class="state ${escapeHtml(delivery.state)}">${escapeHtml(delivery.state.replaceAll('_', ' '))}</span></div>
    <div class="line quiet"><span class="cut">${escapeHtml([trouble, tries].filter(Boolean).join(' · '))}</span>${time(delivery.at, nowMs)}</div></li>`
}

const empty = (title: string, hint: string) => `<li class="empty"><strong>${title}</strong><span>${hint}</span></li>`

/** Codes are what people come here to read: they stand out and can be selected with one click. */
const withCodes = (text: string) => escapeHtml(text).replace(/(?<![\w₹.,-])\d{4,8}(?![\w.,-]\d)\b/g, '<mark>$&</mark>')

const rupees = (paise: number) =>
  new Intl.NumberFormat('en-IN', {
    style: 'currency',
    currency: 'INR',
    minimumFractionDigits: paise % 100 === 0 ? 0 : 2,
  }).format(paise / 100)

function time(at: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - at) / 1000))
  const text =
    seconds < 5
      ? 'now'
      : seconds < 60
        ? `${seconds} s ago`
        : seconds < 3_600
          ? `${Math.floor(seconds / 60)} min ago`
          : seconds < 86_400
            ? `${Math.floor(seconds / 3_600)} h ago`
            : new Date(at).toLocaleDateString('en-IN', { day: 'numeric', month: 'short' })
  const iso = new Date(at).toISOString()
  return `<time datetime="${iso}" title="${iso}">${text}</time>`
}
