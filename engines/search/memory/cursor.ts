/**
 * A cursor names the last product shown by its place in the order (sort key, name, tie), not by a page number: what
 * changes in between moves no other product across the border. It belongs to one question; another one refuses it.
 */
import { SearchError } from '../port.ts'

export type Place = { key: number; name: string; tie: number }

const version = 1
const longest = 1_024

export function writeCursor(question: number, { key, name, tie }: Place): string {
  return Buffer.from(JSON.stringify([version, question, key, name, tie])).toString('base64url')
}

/** @throws {SearchError} `search/bad-cursor` */
export function readCursor(question: number, cursor: string): Place {
  const bad = (why: string) => new SearchError('search/bad-cursor', `this cursor ${why}; start again without it`)
  if (cursor.length > longest || !/^[\w-]+$/.test(cursor)) throw bad('is not one of ours')
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw bad('is not one of ours')
  }
  if (!Array.isArray(value) || value.length !== 5) throw bad('is not one of ours')
  const [madeBy, asked, key, name, tie] = value as unknown[]
  if (madeBy !== version) throw bad('is from another version')
  if (!Number.isSafeInteger(key) || !Number.isSafeInteger(tie) || typeof name !== 'string')
    throw bad('is not one of ours')
  if (asked !== question) throw bad('belongs to another search')
  return { key: key as number, name, tie: tie as number }
}
