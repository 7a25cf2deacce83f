import { common } from '../contracts/problem.ts'
import { timeLeftMs } from './context.ts'

/** Nobody waits for an answer beyond the caller's deadline. What was begun goes on to its end. */
export async function byDeadline<T>(name: string, work: T | Promise<T>): Promise<T> {
  const leftMs = timeLeftMs(Number.POSITIVE_INFINITY)
  if (leftMs === Number.POSITIVE_INFINITY) return work
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(common('service/deadline', { detail: name })), leftMs)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
