import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Cached, cacheLimits } from '../../kit/cache.ts'

/** Below this, packing costs more than the bytes that it saves on the way. */
const packFromBytes = 4 * 1024
const versionDigits = 16

/** A version as text that sorts as its number does. */
export const showVersion = (version: number): string => String(version).padStart(versionDigits, '0')

/** Only the version is known: everything older is void. */
export const dropped = '-'

/** What follows the version: `j` and JSON, or `z` and the same, deflated. Undefined when it is too large to be kept. */
export function encodeValue(value: unknown): Buffer | undefined {
  const json = Buffer.from(`j${JSON.stringify(value)}`)
  if (json.length > cacheLimits.valueBytes) return undefined
  if (json.length < packFromBytes) return json
  return Buffer.concat([Buffer.from('z'), deflateRawSync(json.subarray(1), { level: 1 })])
}

/** Undefined for what is only a version, and for what nobody of ours has written. */
export function decode(bytes: Buffer | null): Cached | undefined {
  if (!bytes || bytes.length <= versionDigits) return undefined
  try {
    const version = Number(bytes.toString('latin1', 0, versionDigits))
    const kind = String.fromCharCode(bytes[versionDigits]!)
    const rest = bytes.subarray(versionDigits + 1)
    if (!Number.isSafeInteger(version)) return undefined
    if (kind === 'j') return { version, value: JSON.parse(rest.toString()) }
    if (kind !== 'z') return undefined
    const json = inflateRawSync(rest, { maxOutputLength: cacheLimits.valueBytes })
    return { version, value: JSON.parse(json.toString()) }
  } catch {
    return undefined
  }
}
