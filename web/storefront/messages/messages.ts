import { firstEn } from '../../shared/i18n/first-en.ts'
import { currentLanguage, type Loaders, type Message, makeUseT } from '../../shared/i18n/i18n.tsx'
import type { toolsEn } from '../../shared/i18n/tools-en.ts'
import type { accountEn } from './account-en.ts'
import type { cartEn } from './cart-en.ts'
import { en } from './en.ts'
import type { orderEn } from './order-en.ts'
import type { personEn } from './person-en.ts'
import type { shopEn } from './shop-en.ts'

type Language = keyof Loaders
type Table = Record<string, Message>
type Load = () => Promise<Table>

/** What pages and dialogs other than the first say. Each comes with the page that needs it. */
const parts = {
  shop: {
    en: () => import('./shop-en.ts').then(({ shopEn }) => shopEn),
    hi: () => import('./shop-hi.ts').then(({ shopHi }) => shopHi),
  },
  cart: {
    en: () => import('./cart-en.ts').then(({ cartEn }) => cartEn),
    hi: () => import('./cart-hi.ts').then(({ cartHi }) => cartHi),
  },
  person: {
    en: () => import('./person-en.ts').then(({ personEn }) => personEn),
    hi: () => import('./person-hi.ts').then(({ personHi }) => personHi),
  },
  order: {
    en: () => import('./order-en.ts').then(({ orderEn }) => orderEn),
    hi: () => import('./order-hi.ts').then(({ orderHi }) => orderHi),
  },
  account: {
    en: () => import('./account-en.ts').then(({ accountEn }) => accountEn),
    hi: () => import('./account-hi.ts').then(({ accountHi }) => accountHi),
  },
  tools: {
    en: () => import('../../shared/i18n/tools-en.ts').then(({ toolsEn }) => toolsEn),
    hi: () => import('../../shared/i18n/tools-hi.ts').then(({ toolsHi }) => toolsHi),
  },
} as const satisfies Record<string, Record<Language, Load>>

export type Part = keyof typeof parts

/*
 * One table for each language, which grows: what reads a message is shown only after its part has come, so nobody has
 * to be told that the table has more in it.
 */
const tables: Record<Language, Table> = { en: { ...firstEn, ...en }, hi: {} }
const wanted = new Set<Part>()
const loads = new Map<Load, Promise<void>>()

async function add(language: Language, load: Load): Promise<void> {
  const loading = loads.get(load) ?? load().then((table) => void Object.assign(tables[language], table))
  loads.set(load, loading)
  // What could not be fetched is asked for again by the next page that needs it.
  await loading.catch((error: unknown) => {
    loads.delete(load)
    throw error
  })
}

const firstHindi: Load = async () => {
  const [shared, own] = await Promise.all([import('../../shared/i18n/first-hi.ts'), import('./hi.ts')])
  return { ...shared.firstHi, ...own.hi }
}

const tableOf = async (language: Language, first: Load[]): Promise<Table> => {
  await Promise.all([...first, ...[...wanted].map((part) => parts[part][language])].map((load) => add(language, load)))
  return tables[language]
}

export const loaders: Loaders = { en: () => tableOf('en', []), hi: () => tableOf('hi', [firstHindi]) }

/** Loads a page or dialog together with the messages that it needs beside those of the first page. */
export const withMessages =
  <Module>(needed: readonly Part[], load: () => Promise<Module>) =>
  async (): Promise<Module> => {
    for (const part of needed) wanted.add(part)
    const [module] = await Promise.all([load(), loaders[currentLanguage()]()])
    return module
  }

/** The table to begin with: of the language chosen before, so that nothing flashes in another. */
export const firstMessages = () => loaders[currentLanguage()]().catch(() => tables.en)

type English = typeof firstEn &
  typeof toolsEn &
  typeof en &
  typeof shopEn &
  typeof cartEn &
  typeof personEn &
  typeof orderEn &
  typeof accountEn
export const useT = makeUseT<English>()
