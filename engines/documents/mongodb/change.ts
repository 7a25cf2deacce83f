import { isDeepStrictEqual } from 'node:util'
import { BSON } from 'mongodb'
import { Compile } from 'typebox/compile'
import type { Message } from '../../../kit/sql.ts'
import { type Change, type Collections, DocumentsConflict, type Put, type Stored } from '../port.ts'
import type { Read, Write } from './journal.ts'
import { toFiled } from './keys.ts'

/** MongoDB takes 16 MiB; what is around the body needs a little. */
const documentBytesMax = 16 * 2 ** 20 - 4_096

export interface Draft {
  readonly change: Change
  readonly reads: readonly Read[]
  readonly writes: readonly Write[]
  readonly messages: readonly Message[]
}

/** @returns a function that throws when a body is not what its collection keeps */
export function bodyCheck(collections: Collections): (collection: string, id: string, body: object) => void {
  const validators = new Map(Object.entries(collections).map(([name, { body }]) => [name, Compile(body)]))
  return (collection, id, body) => {
    const validator = validators.get(collection)
    if (!validator) throw new Error(`There is no collection ${collection}`)
    if (validator.Check(body)) return
    const [first] = validator.Errors(body)
    throw new Error(`${collection}/${id}${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`)
  }
}

/** A change before its commit: remembers what was read and what is to be written, and writes nothing. */
export function draft(parts: {
  get<B extends object>(collection: string, ids: readonly string[]): Promise<Stored<B>[]>
  check(collection: string, id: string, body: object): void
}): Draft {
  const known = new Map<string, Stored<object> | undefined>()
  const reads: Read[] = []
  const writes: Write[] = []
  const messages: Message[] = []
  const keyOf = (collection: string, id: string) => `${collection}/${id}`

  const read = async (collection: string, ids: readonly string[]) => {
    const fresh = [...new Set(ids)].filter((id) => !known.has(keyOf(collection, id)))
    if (fresh.length === 0) return
    const found = new Map((await parts.get(collection, fresh)).map((each) => [each.id, each]))
    for (const id of fresh) {
      const document = found.get(id)
      known.set(keyOf(collection, id), document)
      reads.push({ collection, id, version: document?.version ?? 0 })
    }
  }

  const change: Change = {
    async get<B extends object>(collection: string, ids: readonly string[]) {
      await read(collection, ids)
      return [...new Set(ids)].flatMap((id) => (known.get(keyOf(collection, id)) as Stored<B> | undefined) ?? [])
    },
    async put(collection, documents) {
      await read(
        collection,
        documents.map(({ id }) => id),
      )
      const put = { added: new Set<string>(), updated: new Set<string>(), unchanged: new Set<string>() }
      for (const { id, version, body } of documents) {
        const before = known.get(keyOf(collection, id))
        if ((before?.version ?? 0) !== version) throw new DocumentsConflict(`${id} was changed by another change`)
        const plain = JSON.parse(JSON.stringify(body)) as Record<string, unknown>
        if (before && isDeepStrictEqual(before.body, plain)) {
          put.unchanged.add(id)
          continue
        }
        parts.check(collection, id, plain)
        if (BSON.calculateObjectSize(toFiled(plain)) > documentBytesMax)
          throw new Error(`${collection}/${id} is larger than ${documentBytesMax} bytes`)
        put[before ? 'updated' : 'added'].add(id)
        writes.push({ collection, id, version: version + 1, body: plain })
      }
      return put satisfies Put
    },
    publish: (...more) => void messages.push(...more),
  }
  return { change, reads, writes, messages }
}
