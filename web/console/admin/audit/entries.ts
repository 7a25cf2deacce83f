import type { AuditEntry } from '../../../api-client/people.ts'
import { csvCell } from '../../csv.ts'

export interface Change {
  key: string
  before: string
  after: string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const show = (value: unknown): string =>
  value === undefined || value === null
    ? '–'
    : Array.isArray(value)
      ? value.map(show).join(', ')
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)

/** What was changed, of an entry that tells before and after; undefined of any other. */
export function changesOf(details: unknown): Change[] | undefined {
  if (!isRecord(details) || !isRecord(details.before) || !isRecord(details.after)) return undefined
  const { before, after } = details as { before: Record<string, unknown>; after: Record<string, unknown> }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((key) => ({ key, before: show(before[key]), after: show(after[key]) }))
    .filter((change) => change.before !== change.after)
}

export const toCsv = (entries: readonly AuditEntry[]): string =>
  [
    ['at', 'actor', 'action', 'subject', 'reason', 'details'],
    ...entries.map((entry) => [
      entry.at,
      entry.actor,
      entry.action,
      entry.subject,
      entry.reason ?? '',
      entry.details === undefined ? '' : JSON.stringify(entry.details),
    ]),
  ]
    .map((row) => row.map(csvCell).join(','))
    .join('\r\n')
