import { type Form, listOf } from '../form.ts'
import { badParam, missing, unknownParam } from './faults.ts'

/** How one parameter is read: throws Stripe's own complaint when it is wrong. */
type Reader<T> = (value: string | Form, name: string) => T
type Spec = Record<string, Reader<unknown>>
type Read<S extends Spec> = { [K in keyof S]?: ReturnType<S[K]> }

/** Reads the parameters named in `spec`; any other is refused, as Stripe does. `ignored` ones are allowed and dropped. */
export function readParams<S extends Spec>(form: Form, spec: S): Read<S> {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(form)) {
    if (name === 'key' || name === 'expand') continue // credentials and rendering, not parameters of the deed
    const reader = Object.hasOwn(spec, name) ? spec[name] : undefined
    if (!reader) throw unknownParam(name)
    if (value === '') continue // an empty string unsets: here the same as absent
    read[name] = reader(value, name)
  }
  return read as Read<S>
}

/** The value, or Stripe's "Missing required param". */
export function must<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw missing(name)
  return value
}

export const string =
  (maxLength = 5_000): Reader<string> =>
  (value, name) => {
    if (typeof value !== 'string') throw badParam(name, `Invalid string: ${name}`)
    if (value.length > maxLength) throw badParam(name, `Invalid ${name}: must be at most ${maxLength} characters`)
    return value
  }

export const integer =
  (min: number, max: number): Reader<number> =>
  (value, name) => {
    if (typeof value !== 'string' || !/^-?\d{1,15}$/.test(value))
      throw badParam(
        name,
        `Invalid integer: ${typeof value === 'string' ? value.slice(0, 40) : name}`,
        'parameter_invalid_integer',
      )
    const number = Number(value)
    if (number < min)
      throw badParam(name, `This value must be greater than or equal to ${min}.`, 'parameter_invalid_integer')
    if (number > max)
      throw badParam(name, `This value must be less than or equal to ${max}.`, 'parameter_invalid_integer')
    return number
  }

export const oneOf =
  <const T extends string>(...allowed: T[]): Reader<T> =>
  (value, name) => {
    const found = allowed.find((each) => each === value)
    if (!found) throw badParam(name, `Invalid ${name}: must be one of ${allowed.join(', ')}`)
    return found
  }

export const boolean: Reader<boolean> = (value, name) => {
  if (value !== 'true' && value !== 'false') throw badParam(name, `Invalid boolean: ${name}`)
  return value === 'true'
}

export const list: Reader<string[]> = (value) => listOf(value)

export const form: Reader<Form> = (value, name) => {
  if (typeof value === 'string') throw badParam(name, `Invalid object: ${name}`)
  return value
}

/** Up to 50 keys of 40 characters with values of 500: Stripe's limits for metadata. */
export const metadata: Reader<Record<string, string>> = (value, name) => {
  const entries = Object.entries(form(value, name))
  if (entries.length > 50) throw badParam(name, 'Metadata can have at most 50 keys.')
  for (const [key, each] of entries)
    if (key.length > 40 || typeof each !== 'string' || each.length > 500)
      throw badParam(`metadata[${key.slice(0, 40)}]`, 'Metadata keys are at most 40 characters, values 500.')
  return Object.fromEntries(entries) as Record<string, string>
}

/** `created[gte]=…` or a plain number: epoch seconds. */
export const range: Reader<Range> = (value, name) => {
  if (typeof value === 'string') return { gte: integer(0, 1e12)(value, name), lte: Number(value) }
  return readParams(value, { gt: integer(0, 1e12), gte: integer(0, 1e12), lt: integer(0, 1e12), lte: integer(0, 1e12) })
}
export type Range = { gt?: number; gte?: number; lt?: number; lte?: number }
