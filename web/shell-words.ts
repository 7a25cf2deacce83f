import type { Plugin } from 'vite'
import { en } from './storefront/messages/en.ts'
import { hi } from './storefront/messages/hi.ts'

const word = /\{\{([\w.]+)\}\}/g

/** Puts messages into the documents, where they say `{{home.promiseBefore}}`: in both languages, of which one is shown. */
export function shellWords(): Plugin {
  return {
    name: 'tokri:shell-words',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        html.replace(word, (_, key: string) => `${span('en', textOf(en, key))}${span('hi', textOf(hi, key))}`),
    },
  }
}

const span = (language: string, text: string) => `<span class="shell-${language}" lang="${language}">${text}</span>`

function textOf(table: Record<string, string | { other: string }>, key: string): string {
  const message = table[key]
  if (message === undefined) throw new Error(`a document says ${key}, which is no message of the first page`)
  return typeof message === 'string' ? message : message.other
}
