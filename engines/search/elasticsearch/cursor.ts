/** A cursor names the last product shown by its place in the order, and how far the search had been relaxed. */
import { SearchError } from '../port.ts'

export type Place = { sort: readonly unknown[]; relaxed: boolean; minScore: number | null }

const version = 'e1'
const longest = 1_024

export function writeCursor(question: number, { sort, relaxed, minScore }: Place): string {
  return Buffer.from(JSON.stringify([version, question, relaxed, minScore, sort])).toString('base64url')
}

/** @throws {SearchError} `search/bad-cursor` */
export function readCursor(question: number, cursor: string, values: number): Place {
  const bad = (why: string) => new SearchError('search/bad-cursor', `this cursor ${why}; start again without it`)
  if (cursor.length > longest || !/^[\w-]+$/.test(cursor)) throw bad('is not one of ours')
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw bad('is not one of ours')
  }
  if (!Array.isArray(value) || value.length !== 5) throw bad('is not one of ours')
  const [madeBy, asked, relaxed, minScore, sort] = value as unknown[]
  if (madeBy !== version) throw bad('is from another version')
  if (typeof relaxed !== 'boolean' || !(minScore === null || isNumber(minScore))) throw bad('is not one of ours')
  if (!Array.isArray(sort) || sort.length !== values || !sort.every(isPlace)) throw bad('is not one of ours')
  if (asked !== question) throw bad('belongs to another search')
  return { sort, relaxed, minScore: minScore as number | null }
}

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value)
const isPlace = (value: unknown) => isNumber(value) || typeof value === 'string' || typeof value === 'boolean'
