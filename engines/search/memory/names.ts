/** Names as numbers, in the order they were first seen: brands, categories, kinds, attributes. */
export class Names {
  readonly keys: string[] = []
  /** What to show for each (the first label seen stays). */
  readonly labels: string[] = []
  readonly #numbers = new Map<string, number>()

  add(key: string, label = key): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.keys.length)
    this.labels.push(label)
    return this.keys.push(key) - 1
  }

  find(key: string): number | undefined {
    return this.#numbers.get(key)
  }
}
