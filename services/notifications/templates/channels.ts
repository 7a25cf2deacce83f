import type { EmailMessage } from '../../../engines/email/port.ts'
import type { PushMessage } from '../../../engines/push/port.ts'
import type { Speech, Words } from './words.ts'

/** How the same words look on each channel. `url` is absolute. */

export const asPush = (words: Words, url: string | undefined, ttlS: number): Omit<PushMessage, 'token'> => ({
  title: words.title,
  body: words.body,
  ttlS,
  ...(url ? { link: url } : {}),
})

export const asSms = (words: Words, url: string | undefined): string =>
  `Tokri: ${words.sms ?? `${words.title}. ${words.body}`}${url ? ` ${url}` : ''}`

const greetings: Record<Speech, { hello: string; open: string; why: string }> = {
  en: {
    hello: 'Hello',
    open: 'Open in Tokri',
    why: 'You get this since you order at Tokri. Choose what you get in the app.',
  },
  hi: {
    hello: 'नमस्ते',
    open: 'टोकरी में खोलें',
    why: 'आपको यह संदेश इसलिए मिला क्योंकि आप टोकरी से ऑर्डर करते हैं। ऐप में चुनें कि आपको क्या भेजा जाए।',
  },
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter]!)

export function asEmail(
  words: Words,
  url: string | undefined,
  to: { email: string; name: string },
  language: Speech,
): EmailMessage {
  const { hello, open, why } = greetings[language]
  const paragraphs = [`${hello} ${to.name},`, words.body]
  return {
    to: to.email,
    toName: to.name,
    subject: words.title,
    text: [...paragraphs, ...(url ? [`${open}: ${url}`] : []), why].join('\n\n'),
    html: `<!doctype html><html lang="${language}"><body style="font:16px/1.5 system-ui,sans-serif;color:#1d2733;max-width:34rem;margin:2rem auto;padding:0 1rem">
<h1 style="font-size:1.25rem">${escapeHtml(words.title)}</h1>
${paragraphs.map((each) => `<p>${escapeHtml(each)}</p>`).join('\n')}
${url ? `<p><a href="${escapeHtml(url)}">${open}</a></p>` : ''}
<p style="color:#68737d;font-size:.8rem">${why}</p></body></html>`,
  }
}
