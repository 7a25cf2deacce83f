/** A parsed form: Stripe and Twilio send `metadata[order]=…&expand[]=…`; leaves are strings. */
export type Form = { [key: string]: string | Form }

const limits = { pairs: 500, depth: 6 }
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** Reads `application/x-www-form-urlencoded` with brackets. Throws a RangeError beyond 500 pairs or 6 levels. */
export function parseForm(text: string): Form {
  const root: Form = {}
  let pairs = 0
  for (const [name, value] of new URLSearchParams(text)) {
    if (++pairs > limits.pairs) throw new RangeError('too many parameters')
    const path = name.replace(/\]/g, '').split('[')
    if (path.length > limits.depth) throw new RangeError(`parameter ${name.slice(0, 80)} is nested too deeply`)
    if (path.some((part) => forbidden.has(part))) throw new RangeError('parameter name is not allowed')
    put(root, path, value)
  }
  return root
}

function put(into: Form, path: string[], value: string) {
  let node = into
  for (const part of path.slice(0, -1)) {
    const next = node[part]
    if (typeof next === 'object') node = next
    else {
      const made: Form = {}
      node[part] = made
      node = made
    }
  }
  const last = path.at(-1)!
  node[last === '' ? String(Object.keys(node).length) : last] = value // `expand[]=a` counts up by itself
}

/** The values of a list such as `expand[]`, whatever its indices. */
export const listOf = (value: string | Form | undefined): string[] =>
  value === undefined
    ? []
    : typeof value === 'string'
      ? [value]
      : Object.values(value).filter((each): each is string => typeof each === 'string')
