import type { PickLine, PickTask } from '../../../api-client/picking.ts'

/** What the customer wants where a line is short. */
export const wishOf = (pick: PickTask, line: PickLine): PickTask['substitutions'] =>
  line.substitution ?? pick.substitutions

/** Lines whose question to the customer has no answer yet. */
export const askedLines = (pick: PickTask): PickLine[] =>
  pick.lines.filter((line) => line.substitute?.state === 'asked')

export type Answer = { line: PickLine; said: 'approved' | 'refused' | 'expired'; name: string }

/** The questions of one picture of a pick that the next has an answer to. */
export const answersOf = (before: PickTask, now: PickTask): Answer[] =>
  askedLines(before).flatMap((asked) => {
    const line = now.lines.find((each) => each.productId === asked.productId)
    const put = asked.substitute!
    if (!line) return []
    const said = line.substitute?.productId === put.productId ? line.substitute.state : line.answer
    return said && said !== 'asked' ? [{ line, said, name: put.name }] : []
  })
