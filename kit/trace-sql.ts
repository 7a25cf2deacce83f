import { currentContext, runInContext } from './context.ts'
import type { Sql, Tx } from './sql.ts'
import { type Attributes, failureOf, recordIn, startSpan } from './trace.ts'

interface Statement {
  readonly name: string
  readonly attributes: Attributes
}

const statements = new WeakMap<TemplateStringsArray, Statement>()

/** The statement as it stands in the code: values, and parts that are put in, are question marks. */
function statementOf(strings: TemplateStringsArray): Statement {
  const known = statements.get(strings)
  if (known) return known
  const text = strings.join('?').replace(/\s+/g, ' ').trim()
  const verb = /^(with|select|insert|update|delete|merge|lock)\b/i.exec(text)?.[1]?.toUpperCase() ?? 'SQL'
  const table = /\b(?:from|into|update|join)\s+([a-z_]+\.[a-z_]+)/i.exec(text)?.[1]
  const name = table ? `${verb} ${table}` : verb
  const statement = {
    name,
    attributes: { 'db.system.name': 'postgresql', 'db.query.summary': name, 'db.query.text': text },
  }
  statements.set(strings, statement)
  return statement
}

type Awaited = PromiseLike<unknown>

/** A query runs when somebody waits for it, so that is when its span begins; a part of another query is never waited for. */
function watch(query: Awaited, strings: TemplateStringsArray): void {
  const context = currentContext()
  if (!context?.sampled) return
  const waitFor = query.then
  let begun = false
  // biome-ignore lint/suspicious/noThenProperty: a query of postgres.js begins by it
  query.then = function then(this: Awaited, resolved, rejected) {
    if (!begun) {
      begun = true
      const { name, attributes } = statementOf(strings)
      const span = startSpan('client', name, context)
      span?.set(attributes)
      waitFor.call(
        query,
        () => span?.end(),
        (error) => span?.end(failureOf(error)),
      )
    }
    return waitFor.call(query, resolved, rejected)
  } as Awaited['then']
}

/** A pool or transaction whose statements are spans of the traces that are recorded. Only made where traces are. */
export function tracedSql<S extends Sql | Tx>(sql: S): S {
  return new Proxy(sql, {
    apply(target, self, args) {
      const result: unknown = Reflect.apply(target as unknown as (...args: unknown[]) => unknown, self, args)
      const [strings] = args as [TemplateStringsArray | undefined]
      if (strings && Array.isArray(strings.raw)) watch(result as Awaited, strings)
      return result
    },
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (name === 'begin') return tracedBegin(target as Sql)
      return value
    },
  })
}

/** One span from the wish for a connection to the commit, with the statements in it. */
const tracedBegin =
  (sql: Sql) =>
  (...args: [string, (tx: Tx) => unknown] | [(tx: Tx) => unknown]): Promise<unknown> => {
    const run = args.at(-1) as (tx: Tx) => unknown
    const begin = (wrapped: (tx: Tx) => unknown) =>
      args.length === 2 ? sql.begin(args[0] as string, wrapped) : sql.begin(wrapped)
    const context = currentContext()
    if (!context?.sampled) return begin(run)
    return recordIn(context, 'internal', 'transaction', () => {
      const inside = currentContext() ?? context
      // postgres.js calls back from the connection's own asynchronous flow.
      return begin((tx) => runInContext(inside, () => run(tracedSql(tx))))
    })
  }
