/**
 * Names of fields as MongoDB can keep and look through them: a dot or a dollar in a name has a meaning of its own there,
 * and not every server takes one. `No. of packs` is kept as `No%2E of packs`.
 */
const special = /[%.$]/g
const escaped = /%(25|2E|24)/g

const escapeKey = (key: string): string =>
  key === '' ? '%' : key.replace(special, (one) => (one === '%' ? '%25' : one === '.' ? '%2E' : '%24'))
const plainKey = (key: string): string =>
  key === '%' ? '' : key.replace(escaped, (_, code) => (code === '25' ? '%' : code === '2E' ? '.' : '$'))

function rename(value: unknown, of: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => rename(each, of))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [of(key), rename(each, of)]))
}

export const toFiled = (body: object): Record<string, unknown> => rename(body, escapeKey) as Record<string, unknown>
export const fromFiled = <B extends object>(body: Record<string, unknown>): B => rename(body, plainKey) as B
