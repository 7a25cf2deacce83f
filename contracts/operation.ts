import type { Static, TSchema } from 'typebox'

/**
 * What one service offers another: a name, the shape of question and answer, and whether it may be asked twice.
 * Called as a function; in one process it is one, across processes it is HTTP.
 */
export interface Operation<I extends TSchema = TSchema, O extends TSchema = TSchema> {
  /** `service.verb`, such as `stores.reserve`. */
  readonly name: string
  readonly input: I
  readonly output: O
  /** Safe to repeat: a read, or a write that a key in its input makes idempotent. Only such calls are retried. */
  readonly idempotent: boolean
}

/**
 * @param options.idempotentBy the input field that makes a repeat harmless; a read says `read: true` instead
 */
export function operation<I extends TSchema, O extends TSchema>(
  name: string,
  options: { input: I; output: O; idempotentBy?: string; read?: boolean },
): Operation<I, O> {
  const idempotent = options.read === true || options.idempotentBy !== undefined
  return { name, input: options.input, output: options.output, idempotent }
}

export type InputOf<Op> = Op extends Operation<infer I, TSchema> ? Static<I> : never
export type OutputOf<Op> = Op extends Operation<TSchema, infer O> ? Static<O> : never

/** The service that owns an operation or event name. */
export const ownerOf = (name: string): string => name.slice(0, name.indexOf('.'))
