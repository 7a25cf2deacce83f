import { topics } from '../contracts/live.ts'
import type { InputOf, OutputOf } from '../contracts/operation.ts'
import type { ListEndedSessions } from '../contracts/users.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'

/** Asked so often, beside what is told at once: a message that was missed lets a token live on for so long. */
const askEveryMs = 3_000
/** A start waits so long for the first answer. */
const firstAnswerMs = 2_000
/** The longest life that an access token can have, until users tells how long it is here. */
const tokenLifeMaxS = 3_600
/** Clocks differ, and a token may be signed a moment after its session has ended. */
const marginMs = 60_000
const sessionsMax = 500_000

type Ask = (input: InputOf<typeof ListEndedSessions>) => Promise<OutputOf<typeof ListEndedSessions>>

/**
 * Sessions that have ended while their access tokens could live on: their tokens are refused by every process. Users
 * tells of them at once over live messages, and is asked every three seconds as well; the truth is its database. While
 * users cannot be asked, no session can be ended either, and requests go on by what is known.
 */
export class EndedSessions implements AsyncDisposable {
  readonly #ask: Ask
  readonly #log: Log
  /** By session, until when it is remembered; in the order of that. */
  readonly #ended = new Map<string, number>()
  readonly #listeners = new Set<(sessionIds: readonly string[]) => void>()
  readonly #leave: () => void
  #timer: NodeJS.Timeout | undefined
  #asking: Promise<void> = Promise.resolve()
  #cursor: string | undefined
  #tokenLifeS = tokenLifeMaxS
  #failing = false
  #closed = false

  constructor(parts: { live: Live; ask: Ask; log: Log }) {
    this.#ask = parts.ask
    this.#log = parts.log
    this.#leave = parts.live.subscribe(topics.sessions, (message) => {
      if (message.type === 'sessions-ended') this.#add(message.data.ids)
    })
  }

  /** Asks for the first time, and from then on by the clock. Never throws, and waits 2 s at most. */
  async begin(): Promise<void> {
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, firstAnswerMs)
    this.#next(0)
    await Promise.race([this.#asking, late.promise])
    clearTimeout(timer)
  }

  #next(inMs: number): void {
    if (this.#closed) return
    const run = async () => {
      await this.#look()
      // Not all processes at the same moment.
      this.#next(askEveryMs * (0.8 + Math.random() * 0.4))
    }
    if (inMs === 0) this.#asking = run()
    else
      this.#timer = setTimeout(() => {
        this.#asking = run()
      }, inMs).unref()
  }

  async #look(): Promise<void> {
    try {
      for (;;) {
        const answer = await this.#ask(this.#cursor === undefined ? {} : { cursor: this.#cursor })
        this.#tokenLifeS = answer.tokenLifeS
        this.#cursor = answer.cursor
        this.#add(answer.sessionIds)
        if (!answer.more) break
      }
      this.#failing = false
    } catch (error) {
      if (!this.#failing && !this.#closed)
        this.#log.warn({ error }, 'users cannot be asked which sessions have ended; going on by what is known')
      this.#failing = true
    }
  }

  #add(sessionIds: readonly string[]): void {
    const now = Date.now()
    const untilMs = now + this.#tokenLifeS * 1_000 + marginMs
    const news = sessionIds.filter((id) => !this.#ended.has(id))
    for (const id of news) this.#ended.set(id, untilMs)
    for (const [id, until] of this.#ended) {
      if (until > now && this.#ended.size <= sessionsMax) break
      this.#ended.delete(id)
    }
    if (news.length > 0) for (const hear of this.#listeners) hear(news)
  }

  has(sessionId: string): boolean {
    return this.#ended.has(sessionId)
  }

  /** Hears of each session once, when it has ended. @returns how to stop hearing */
  onEnded(hear: (sessionIds: readonly string[]) => void): () => void {
    this.#listeners.add(hear)
    return () => void this.#listeners.delete(hear)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#leave()
    this.#listeners.clear()
    await this.#asking
  }
}
