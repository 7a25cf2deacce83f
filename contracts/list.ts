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
  btoa(JSON.stringify(keys)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** The sort keys again. @throws request/bad-cursor when it is not `length` strings or numbers */
export function decodeCursor(cursor: string, length: number): (string | number)[] {
  try {
    const keys: unknown = JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')))
    const plain = (key: unknown) => typeof key === 'string' || typeof key === 'number'
    if (Array.isArray(keys) && keys.length === length && keys.every(plain)) return keys
  } catch {}
  throw common('request/bad-cursor')
}
