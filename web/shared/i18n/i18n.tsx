import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Language } from '../../api-client/types.ts'
import { formats } from '../formats.ts'
import { stored, useStored } from '../stored.ts'
import type { en as sharedEn } from './en.ts'

export type Message = string | { one: string; other: string }
/** The same keys as the English table, in another language. */
export type TableLike<Table> = { [Key in keyof Table]: Table[Key] extends string ? string : Message }
export type Params = Record<string, string | number>
export type Translate<Key> = (key: Key, params?: Params) => string

const tags: Record<Language, string> = { en: 'en-IN', hi: 'hi-IN' }

const chosen = stored<Language>('tokri.language', navigator.language.startsWith('hi') ? 'hi' : 'en')

/** Each language in its own words, for switches. */
export const languages: { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'hi', label: 'हिन्दी' },
]

export const currentLanguage = chosen.get
export const setLanguage = chosen.set
export const useLanguage = (): Language => useStored(chosen)
/** BCP 47, for `Intl`. */
export const useLocale = (): string => tags[useLanguage()]

const Context = createContext<Translate<string>>((key) => key)

export type Loaders = Record<Language, () => Promise<Record<string, Message>>>

/**
 * Gives the tables of the chosen language to all that is inside. Another language is loaded when it is chosen; until
 * it has come the former one stays.
 */
export function Messages({
  initial,
  loaders,
  children,
}: {
  initial: Record<string, Message>
  loaders: Loaders
  children: ReactNode
}) {
  const language = useLanguage()
  const [table, setTable] = useState(initial)

  useEffect(() => {
    let current = true
    document.documentElement.lang = language
    loaders[language]().then(
      (next) => current && setTable(next),
      () => {},
    )
    return () => {
      current = false
    }
  }, [language, loaders])

  const translate = useMemo(() => translator(table, tags[language]), [table, language])
  return <Context value={translate}>{children}</Context>
}

function translator(table: Record<string, Message>, locale: string): Translate<string> {
  const { number, plural } = formats(locale)
  return (key, params = {}) => {
    const message = table[key]
    if (message === undefined) return key
    const text =
      typeof message === 'string' ? message : message[plural(Number(params.count)) === 'one' ? 'one' : 'other']
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name]
      return typeof value === 'number' ? number(value) : (value ?? '')
    })
  }
}

/** `t` for the components that all apps share. */
export const useSharedT = (): Translate<keyof typeof sharedEn> => useContext(Context)

/** Makes the `useT` of an app, whose keys are those of its own table and the shared one. */
export const makeUseT =
  <Table,>() =>
  (): Translate<Extract<keyof Table, string>> =>
    useContext(Context)
