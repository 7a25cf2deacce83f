import type { ProductBody } from './domain/product.ts'

type Told = Pick<ProductBody, 'attributes' | 'attributesHi'>

/** What one product says of its attributes in Hindi: by their English name, and that name with its English value. */
export type SaidWords = readonly (readonly [english: string, hindi: string])[]

const keyOf = (name: string, value?: string): string => (value === undefined ? name : `${name}\0${value}`)

/**
 * What attributes and their values are called in Hindi, as products say it: said once, it is known of all. Where they
 * disagree most of them are right, so that every copy says the same, whatever came first.
 */
export class AttributeWords {
  readonly #said = new Map<string, Map<string, number>>()
  /** Products mostly say the same: each set is kept once. */
  readonly #sets = new Map<string, SaidWords>()

  /** Counts what a product says in place of what it said before. @returns what to give as `before` the next time */
  replace(before: SaidWords | undefined, { attributes = {}, attributesHi = {} }: Told): SaidWords | undefined {
    const said = Object.entries(attributesHi).flatMap(([english, { name, value }]) => {
      const told = attributes[english]
      return [
        ...(name ? [[keyOf(english), name] as const] : []),
        ...(value && told !== undefined ? [[keyOf(english, told), value] as const] : []),
      ]
    })
    this.#count(before, -1)
    if (said.length === 0) return undefined
    const key = JSON.stringify(said)
    const shared = this.#sets.get(key) ?? said
    this.#sets.set(key, shared)
    this.#count(shared, 1)
    return shared
  }

  #count(words: SaidWords | undefined, by: 1 | -1): void {
    for (const [english, hindi] of words ?? []) {
      const votes = this.#said.get(english) ?? new Map<string, number>()
      const count = (votes.get(hindi) ?? 0) + by
      if (count > 0) votes.set(hindi, count)
      else votes.delete(hindi)
      if (votes.size > 0) this.#said.set(english, votes)
      else this.#said.delete(english)
    }
  }

  /** The Hindi name of an attribute or, with its value, the Hindi of that. */
  of(name: string, value?: string): string | undefined {
    const votes = [...(this.#said.get(keyOf(name, value)) ?? [])]
    return votes.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))[0]?.[0]
  }
}
