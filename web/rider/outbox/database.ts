import type { Deed } from './queue.ts'

/** Where the phone was; kept until the server has it. */
export interface Fix {
  id?: number
  lat: number
  lng: number
  at: string
  heading?: number
}

const name = 'tokri-rider'
const version = 1

let opening: Promise<IDBDatabase> | null = null

/** What outlives the page, and the phone's battery. */
function open(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, version)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('deeds', { keyPath: 'seq', autoIncrement: true })
      request.result.createObjectStore('fixes', { keyPath: 'id', autoIncrement: true })
    }
    request.onsuccess = () => {
      // Another tab with a newer app must not wait for this one.
      request.result.onversionchange = () => {
        request.result.close()
        opening = null
      }
      resolve(request.result)
    }
    request.onerror = () => reject(request.error)
  })
  opening.catch(() => {
    opening = null
  })
  return opening
}

type Name = 'deeds' | 'fixes'

async function change(store: Name, work: (objects: IDBObjectStore) => void): Promise<void> {
  const database = await open()
  await new Promise<void>((resolve, reject) => {
    // On the disk before it is shown as kept.
    const transaction = database.transaction(store, 'readwrite', { durability: 'strict' })
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
    work(transaction.objectStore(store))
  })
}

async function all<T>(store: Name, limit?: number): Promise<T[]> {
  const database = await open()
  return new Promise((resolve, reject) => {
    const request = database.transaction(store).objectStore(store).getAll(undefined, limit)
    request.onsuccess = () => resolve(request.result as T[])
    request.onerror = () => reject(request.error)
  })
}

export const readDeeds = (): Promise<Deed[]> => all<Deed>('deeds')

/** Adds a deed; its place in the order is given here. */
export const addDeed = (deed: Omit<Deed, 'seq'>): Promise<void> => change('deeds', (deeds) => deeds.add(deed))

/** Brings what is kept to what `queue` says, for deeds that were in `before`. What came meanwhile stays. */
export const writeDeeds = (before: readonly Deed[], queue: readonly Deed[]): Promise<void> =>
  change('deeds', (deeds) => {
    for (const deed of queue) deeds.put(deed)
    for (const { seq } of before) if (!queue.some((each) => each.seq === seq)) deeds.delete(seq)
  })

export const addFix = (fix: Fix): Promise<void> => change('fixes', (fixes) => fixes.add(fix))
export const readFixes = (limit: number): Promise<Fix[]> => all<Fix>('fixes', limit)
export const dropFixes = (ids: readonly number[]): Promise<void> =>
  change('fixes', (fixes) => {
    for (const id of ids) fixes.delete(id)
  })
