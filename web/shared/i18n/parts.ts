import { currentLanguage, type Loaders, type Message } from './i18n.tsx'

type Language = keyof Loaders
export type Table = Record<string, Message>
export type Load = () => Promise<Table>

/**
 * Messages that come in parts: those of the first page with it (`english`, or `firstHindi` where that is chosen), the
 * others each with the page or dialog that shows them.
 *
 * There is one table for each language, and it grows: what reads a message is shown only after its part has come, so
 * nobody has to be told that the table has more in it.
 */
export function messageParts<Part extends string>({
  english,
  firstHindi,
  parts,
}: {
  english: Table
  firstHindi: Load
  parts: Record<Part, Record<Language, Load>>
}) {
  const tables: Record<Language, Table> = { en: { ...english }, hi: {} }
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

  const tableOf = async (language: Language, first: Load[]): Promise<Table> => {
    await Promise.all(
      [...first, ...[...wanted].map((part) => parts[part][language])].map((load) => add(language, load)),
    )
    return tables[language]
  }

  const loaders: Loaders = { en: () => tableOf('en', []), hi: () => tableOf('hi', [firstHindi]) }

  return {
    loaders,
    /** The table to begin with: of the language chosen before, so that nothing flashes in another. */
    firstMessages: () => loaders[currentLanguage()]().catch(() => tables.en),
    /** Loads a page or dialog together with the messages that it needs beside those of the first page. */
    withMessages:
      <Module>(needed: readonly Part[], load: () => Promise<Module>) =>
      async (): Promise<Module> => {
        for (const part of needed) wanted.add(part)
        const [module] = await Promise.all([load(), loaders[currentLanguage()]()])
        return module
      },
  }
}
