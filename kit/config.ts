/** A setting: where it comes from, what it is, and why one would change it. */
export interface Variable<T> {
  readonly variable: string
  readonly help: string
  readonly secret: boolean
  readonly fallback: T
  parse(text: string): T
}

interface About<T> {
  default: T
  help: string
  secret?: boolean
}

const make = <T>(variable: string, about: About<T>, parse: (text: string) => T): Variable<T> => ({
  variable,
  help: about.help,
  secret: about.secret ?? false,
  fallback: about.default,
  parse,
})

/** `Number` takes blanks for zero. */
const toNumber = (value: string): number => (value.trim() === '' ? Number.NaN : Number(value))

export const text = <T extends string | undefined = string>(variable: string, about: About<T>) =>
  make<T>(variable, about, (value) => value as T)

export const secret = (variable: string, about: { help: string }) =>
  make<string | undefined>(variable, { ...about, default: undefined, secret: true }, (value) => value)

export const integer = (variable: string, about: About<number> & { min?: number; max?: number }) =>
  make(variable, about, (value) => {
    const number = toNumber(value)
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = about
    if (!Number.isInteger(number) || number < min || number > max)
      throw new Error(`must be a whole number from ${min} to ${max}, but is "${value}"`)
    return number
  })

export const decimal = (variable: string, about: About<number> & { min: number; max: number }) =>
  make(variable, about, (value) => {
    const number = toNumber(value)
    if (!Number.isFinite(number) || number < about.min || number > about.max)
      throw new Error(`must be a number from ${about.min} to ${about.max}, but is "${value}"`)
    return number
  })

export const choice = <const V extends string>(variable: string, about: About<NoInfer<V>> & { of: readonly V[] }) =>
  make<V>(variable, about, (value) => {
    const found = about.of.find((each) => each === value)
    if (!found) throw new Error(`must be one of ${about.of.join(', ')}, but is "${value}"`)
    return found
  })

/** A word that engines take as the beginning of names. */
export const name = (variable: string, about: About<string>) =>
  make(variable, about, (value) => {
    if (!/^[a-z0-9][a-z0-9._-]{0,49}$/i.test(value))
      throw new Error(`must be at most 50 letters, digits, dots, dashes or underscores, but is "${value}"`)
    return value
  })

const parseUrl = (value: string) => {
  if (!URL.canParse(value)) throw new Error('must be an address such as http://host:port')
  return value
}

export const url = (variable: string, about: { help: string; secret?: boolean }) =>
  make<string | undefined>(variable, { ...about, default: undefined }, parseUrl)

/** One address of several hosts: `kafka://a:9092,b:9092`. */
export const hosts = (variable: string, about: { help: string; secret?: boolean }) =>
  make<string | undefined>(variable, { ...about, default: undefined }, (value) => {
    parseUrl(value.replace(/,[^/?#]*/, ''))
    return value
  })

/** Addresses of copies, separated by commas. */
export const urls = (variable: string, about: { help: string; secret?: boolean }) =>
  make<readonly string[]>(variable, { ...about, default: [] }, (value) =>
    value.split(',').map((each) => parseUrl(each.trim()).replace(/\/$/, '')),
  )

/** Addresses of copies of a service, separated by commas; with `dns+` before it, each is all that DNS knows. */
export const copies = (variable: string, about: { help: string }) =>
  make<readonly string[]>(variable, { ...about, default: [] }, (value) =>
    value.split(',').map((each) => {
      const address = each.trim().replace(/\/$/, '')
      const plain = address.replace(/^dns\+/, '')
      if (!URL.canParse(plain) || !/^https?:$/.test(new URL(plain).protocol) || new URL(plain).search !== '')
        throw new Error(`must be addresses such as http://host:port or dns+http://name:port, but "${address}" is not`)
      return address
    }),
  )

export type Variables = Record<string, Variable<unknown>>
export type Config<V extends Variables> = { readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never }

/** All that is wrong with the environment, at once. */
export class ConfigError extends Error {
  constructor(faults: string[], options?: ErrorOptions) {
    super(faults.join('\n'), options)
    this.name = 'ConfigError'
  }
}

/** Reads variables from the environment into a frozen object. @throws ConfigError naming each faulty variable */
export function readConfig<V extends Variables>(variables: V, env: Record<string, string | undefined>): Config<V> {
  const faults: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(variables)) {
    const given = env[each.variable]
    if (given === undefined || given === '') {
      values[name] = each.fallback
      continue
    }
    try {
      values[name] = each.parse(given)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      faults.push(`${each.variable} ${each.secret ? why.replace(/, but is .*/, '') : why}`)
    }
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return Object.freeze(values) as Config<V>
}
