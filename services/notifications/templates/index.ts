import type { TemplateData, TemplateName } from './data.ts'
import { english, callText as englishCall, codeText as englishCode } from './en.ts'
import { hindi, callText as hindiCall, codeText as hindiCode } from './hi.ts'
import { type Speech, type Words, type Writer, writerFor } from './words.ts'

type Template = (data: TemplateData[TemplateName], write: Writer) => Words
const languages: Record<Speech, Record<string, Template>> = {
  en: english as Record<string, Template>,
  hi: hindi as Record<string, Template>,
}

/** What a message says in a language. */
export const say = <T extends TemplateName>(
  template: T,
  data: TemplateData[T],
  language: Speech,
  timeZone: string,
): Words => languages[language][template]!(data, writerFor(language, timeZone))

/** What somebody hears who is about to be connected. */
export const sayCall = (language: Speech): string => (language === 'hi' ? hindiCall : englishCall)

/** The text of a login code. It begins with the code, so that it shows on a locked screen. */
export const sayCode = (code: string, language: Speech): string =>
  language === 'hi' ? hindiCode(code) : englishCode(code)
