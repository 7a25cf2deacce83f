import Type, { type Static } from 'typebox'

/** RFC 3339 in UTC, as it crosses a border. Inside a service an instant is a number of epoch milliseconds. */
export const Timestamp = Type.String({ format: 'date-time', maxLength: 30 })
export type Timestamp = Static<typeof Timestamp>

export const toTimestamp = (epochMs: number): Timestamp => new Date(epochMs).toISOString()
export const fromTimestamp = (timestamp: Timestamp): number => Date.parse(timestamp)
