import { namedId } from '../../../contracts/ids.ts'

/** A category as it is kept. */
export interface CategoryBody {
  readonly name: string
  readonly nameHi?: string
  readonly parentId: string | null
  /** The names it was imported by, root first: what it is known by, whatever it is called now. */
  readonly path: string[]
  readonly image?: string
  /** Categories stand in the order in which they first came. */
  readonly place: number
}

const spoken = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/**
 * The id of a category by the names above it and its own: the same path is the same category after every import, also
 * when somebody has renamed it since. Case and spacing do not matter.
 */
export const categoryIdOf = (path: readonly string[]): string => namedId('category', JSON.stringify(path.map(spoken)))

export type NewCategory = Omit<CategoryBody, 'place'>

/** All categories that paths need, parents before children, each once; and the id of each path. */
export function categoriesOf(paths: Iterable<readonly string[]>): {
  categories: ReadonlyMap<string, NewCategory>
  idOf(path: readonly string[]): string
} {
  const categories = new Map<string, NewCategory>()
  const ids = new Map<string, string>()
  const keyOf = (path: readonly string[]) => path.join('\n')
  for (const path of paths) {
    if (ids.has(keyOf(path))) continue
    let parentId: string | null = null
    for (let depth = 1; depth <= path.length; depth++) {
      const upTo = path.slice(0, depth)
      const id = categoryIdOf(upTo)
      ids.set(keyOf(upTo), id)
      if (!categories.has(id)) categories.set(id, { name: upTo.at(-1)!, parentId, path: upTo })
      parentId = id
    }
  }
  return { categories, idOf: (path) => ids.get(keyOf(path))! }
}
