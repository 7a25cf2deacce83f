import type { Plugin } from 'vite'
import { cartEn } from './storefront/messages/cart-en.ts'
import { cartHi } from './storefront/messages/cart-hi.ts'
import { en } from './storefront/messages/en.ts'
import { hi } from './storefront/messages/hi.ts'

const word = /\{\{([\w.]+)\}\}/g

/** Puts messages into the documents, where they say `{{home.promiseBefore}}`: in both languages, of which one is shown. */
export function shellWords(): Plugin {
  return {
    name: 'tokri:shell-words',
    transformIndexHtml: {
      order: 'pre',
      handler: withWords,
    },
  }
}

/** A document, or a part of one, with its messages in place. */
export const withWords = (html: string): string =>
  html.replace(
    word,
    (_, key: string) => span('en', textOf({ ...en, ...cartEn }, key)) + span('hi', textOf({ ...hi, ...cartHi }, key)),
  )

const span = (language: string, text: string) => `<span class="shell-${language}" lang="${language}">${text}</span>`

function textOf(table: Record<string, string | { other: string }>, key: string): string {
  const message = table[key]
  if (message === undefined) throw new Error(`a document says ${key}, which is no message of the first pages`)
  return typeof message === 'string' ? message : message.other
}
