import type { TSchema } from 'typebox'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

const componentName = /^[A-Z][A-Za-z0-9]*$/
/** Keys whose values are data and not schemas. */
const data = new Set(['const', 'enum', 'default', 'examples', 'example', 'required'])

/**
 * Gathers schemas that have a title of one capitalised word as components and writes references in their place.
 * Different schemas of one title are numbered.
 */
export class Schemas {
  readonly components: JsonObject = {}
  readonly #texts = new Map<string, string>()

  /** The schema as it stands in the document: a copy without TypeBox's own marks, components referred to. */
  place(schema: TSchema): JsonObject {
    return this.#walk(JSON.parse(JSON.stringify(schema)) as Json) as JsonObject
  }

  #walk(value: Json): Json {
    if (Array.isArray(value)) return value.map((each) => this.#walk(each))
    if (value === null || typeof value !== 'object') return value
    const walked: JsonObject = {}
    for (const [key, each] of Object.entries(value)) walked[key] = data.has(key) ? each : this.#walk(each)
    const { title } = walked
    return typeof title === 'string' && componentName.test(title) ? { $ref: this.#keep(title, walked) } : walked
  }

  #keep(title: string, schema: JsonObject): string {
    const text = JSON.stringify(schema)
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? title : `${title}${number}`
      const known = this.#texts.get(name)
      if (known === undefined) {
        this.#texts.set(name, text)
        this.components[name] = schema
      }
      if (known === undefined || known === text) return `#/components/schemas/${name}`
    }
  }
}
