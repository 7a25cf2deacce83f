import Type, { type TSchema } from 'typebox'
import { common } from './problem.ts'

/** The query of every list. */
export const Paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
}

/** The answer of every list: a page and the cursor of the next, or null at the end. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) })

/** An opaque cursor out of the sort keys of the last row. */
export const encodeCursor = (keys: readonly (string | number)[]): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(keys))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** What a sort key is: a name or an id, an instant, or the number of a row. */
export type SortKey = 'text' | 'instant' | 'number'

const isSortKey: Record<SortKey, (key: unknown) => boolean> = {
  text: (key) => typeof key === 'string' && !key.includes('\0'),
  instant: (key) => {
    const at = typeof key === 'string' ? Date.parse(key) : Number.NaN
    return !Number.isNaN(at) && key === new Date(at).toISOString() && key.length === 24
  },
  number: (key) => Number.isSafeInteger(key),
}
const anySortKey = (key: unknown) => isSortKey.text(key) || typeof key === 'number'

/**
 * The sort keys again: so many of them, or exactly these kinds. People do send what we did not make.
 * @throws request/bad-cursor
 */
export function decodeCursor(cursor: string, expected: number | readonly SortKey[]): (string | number)[] {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0))
    const keys: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const length = typeof expected === 'number' ? expected : expected.length
    const fits = (key: unknown, at: number) =>
      typeof expected === 'number' ? anySortKey(key) : isSortKey[expected[at]!](key)
    if (Array.isArray(keys) && keys.length === length && keys.every(fits)) return keys
  } catch {}
  throw common('request/bad-cursor')
}
