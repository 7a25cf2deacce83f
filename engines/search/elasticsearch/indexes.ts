/** The indexes of one family: `<prefix>-products-<layout>-<n>`, found by the alias without the number. */
import type { Log } from '../../../kit/log.ts'
import { TransientError } from '../../../kit/resilience.ts'
import type { Answer, Ask } from './client.ts'
import type { SearchConnection } from './connection.ts'
import { indexTemplate, layoutName, refreshInterval } from './layout.ts'

const answerMs = 10_000

export class Indexes {
  readonly family: string
  readonly layout = layoutName()
  /** What is read and written: an alias. */
  readonly alias: string
  readonly #connection: SearchConnection
  readonly #log: Log

  constructor(connection: SearchConnection, prefix: string, log: Log) {
    this.#connection = connection
    this.#log = log
    this.family = `${prefix}-products`
    this.alias = `${this.family}-${this.layout}`
  }

  async #ask(ask: Omit<Ask, 'timeoutMs'>, fine: number[] = []): Promise<Answer> {
    const answer = await this.#connection.ask({ ...ask, timeoutMs: answerMs })
    if (answer.status >= 300 && !fine.includes(answer.status))
      throw new TransientError(
        `the search engine answered ${answer.status} to ${ask.method} ${ask.path}: ${JSON.stringify(answer.body).slice(0, 300)}`,
      )
    return answer
  }

  /** The index behind the alias, or undefined. */
  async current(): Promise<string | undefined> {
    return (await this.#aliased()).at(-1)
  }

  async #aliased(): Promise<string[]> {
    const { status, body } = await this.#ask({ method: 'GET', path: `/_alias/${this.alias}` }, [404])
    return status === 404 ? [] : Object.keys(body as object).sort()
  }

  /** All of the family, whichever the layout, oldest first. */
  async all(): Promise<string[]> {
    const { status, body } = await this.#ask(
      { method: 'GET', path: `/${this.family}-*/_settings/index.creation_date` },
      [404],
    )
    if (status === 404) return []
    const found = body as Record<string, { settings: { index: { creation_date: string } } }>
    const age = (name: string) => Number(found[name]!.settings.index.creation_date)
    return Object.keys(found).sort((a, b) => age(a) - age(b))
  }

  /** A new, empty index that nobody reads yet. @returns its name */
  async create(): Promise<string> {
    await this.#ask({ method: 'PUT', path: `/_index_template/${this.family}`, body: indexTemplate(this.family) })
    const numbers = (await this.all())
      .filter((name) => name.startsWith(`${this.alias}-`))
      .map((name) => Number(name.slice(this.alias.length + 1)))
    const name = `${this.alias}-${Math.max(0, ...numbers) + 1}`
    const settings = { index: { refresh_interval: '-1' } }
    await this.#ask({ method: 'PUT', path: `/${name}`, body: { settings } })
    return name
  }

  /** In one step, searches go to this index and no longer to the one before. @returns what nobody needs now */
  async use(name: string): Promise<string[]> {
    const others = (await this.all()).filter((each) => each.startsWith(`${this.alias}-`) && each !== name)
    const before = await this.#aliased()
    await this.#ask({
      method: 'PUT',
      path: `/${name}/_settings`,
      body: { index: { refresh_interval: refreshInterval } },
    })
    const actions = [
      { add: { index: name, alias: this.alias } },
      ...before.map((index) => ({ remove: { index, alias: this.alias } })),
    ]
    await this.#ask({ method: 'POST', path: '/_aliases', body: { actions } })
    this.#log.info({ index: name }, 'search answers from a new index')
    return others
  }

  async drop(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#ask({ method: 'DELETE', path: `/${name}` }, [404])
  }

  async destroy(): Promise<void> {
    await this.drop(await this.all())
    await this.#ask({ method: 'DELETE', path: `/_index_template/${this.family}` }, [404])
  }

  async refresh(name: string): Promise<void> {
    await this.#ask({ method: 'POST', path: `/${name}/_refresh` }, [404])
  }
}
