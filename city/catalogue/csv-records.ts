import { parse } from 'csv-parse/sync'

/** `row` is the line of the file on which the record starts, the header being line 1. */
export type CsvRecord = { row: number; fields: string[] } | { row: number; problem: CsvFault }
export type CsvFault = { code: 'csv/unclosed-quote' | 'csv/malformed' | 'csv/line-too-long'; message: string }

export const lineLengthMax = 65_536
const linesPerRecordMax = 200
const batchSize = 1_000

type Line = { row: number; text: string | undefined }

/**
 * Splits CSV (RFC 4180) into records without ever giving up: a quote that is opened and not closed, or not closed
 * properly, costs the line it stands on and nothing after it. Reads as it goes; memory does not grow with the file.
 * The text is UTF-8; bytes that are not come out as U+FFFD for the caller to see.
 */
export async function* readRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  let waiting: Line[] = []
  let quotes = 0
  let whole: Line[] = []
  let width: number | undefined
  for await (const line of readLines(chunks)) {
    // An even number of quotes so far means that no field is left open at the end of this line.
    waiting.push(line)
    width ??= line.text === undefined ? 0 : (tryParse(line.text)?.[0]?.length ?? 0)
    quotes += line.text === undefined ? 0 : countQuotes(line.text)
    if (quotes % 2 === 0) {
      if (waiting.length === 1) whole.push(line)
      else {
        yield* parseLines(whole)
        whole = []
        yield* parseSpan(waiting, width)
      }
      waiting = []
      quotes = 0
      if (whole.length >= batchSize) {
        yield* parseLines(whole)
        whole = []
      }
    } else if (waiting.length > linesPerRecordMax) {
      yield* parseLines(whole)
      whole = []
      yield* splitOpenQuote(waiting)
      waiting = []
      quotes = 0
    }
  }
  yield* parseLines(whole)
  if (waiting.length > 0) yield* splitOpenQuote(waiting)
}

/** Lines that stand alone: all at once, which is quick; one by one if that fails, to find the one at fault. */
function* parseLines(lines: Line[]): Generator<CsvRecord> {
  const parsed = lines.every((line) => line.text) ? tryParse(lines.map((line) => line.text).join('\n')) : undefined
  if (parsed && parsed.length === lines.length) {
    for (const [index, fields] of parsed.entries()) yield { row: lines[index]!.row, fields }
    return
  }
  for (const { row, text } of lines) {
    if (text === undefined) yield tooLong(row)
    else if (text.trim() !== '') yield* parseOne(row, text)
  }
}

function* parseOne(row: number, text: string): Generator<CsvRecord> {
  const fields = tryParse(text)?.[0]
  if (fields) yield { row, fields }
  else yield { row, problem: { code: 'csv/malformed', message: 'The quotes in this row do not follow RFC 4180' } }
}

/**
 * Several lines between an opening and a closing quote: one record, unless the quotes turn out to be strays, which
 * shows in what follows them or in a record of another width than the header.
 */
function* parseSpan(lines: Line[], width: number): Generator<CsvRecord> {
  const first = lines[0]!
  const records = lines.some((line) => line.text === undefined)
    ? undefined
    : tryParse(lines.map((l) => l.text).join('\n'))
  if (records?.length === 1 && records[0]?.length === width) yield { row: first.row, fields: records[0]! }
  else yield* splitOpenQuote(lines)
}

/** The first line is at fault; those after it are read afresh. */
function* splitOpenQuote(lines: Line[]): Generator<CsvRecord> {
  const [first, ...rest] = lines
  if (!first) return
  yield first.text === undefined ? tooLong(first.row) : openQuote(first.row)
  let group: Line[] = []
  for (const line of rest) {
    if (line.text !== undefined && countQuotes(line.text) % 2 === 1) {
      yield* parseLines(group)
      group = []
      yield openQuote(line.row)
    } else group.push(line)
  }
  yield* parseLines(group)
}

const openQuote = (row: number): CsvRecord => ({
  row,
  problem: { code: 'csv/unclosed-quote', message: 'A quoted field is opened here and never closed' },
})

const tooLong = (row: number): CsvRecord => ({
  row,
  problem: { code: 'csv/line-too-long', message: `The line is longer than ${lineLengthMax} bytes` },
})

function tryParse(text: string): string[][] | undefined {
  try {
    return parse(text, { relax_column_count: true, record_delimiter: '\n', max_record_size: 0 })
  } catch {
    return undefined
  }
}

function countQuotes(text: string): number {
  let count = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1
  return count
}

/** Lines by LF or CRLF. A line that is too long is passed over without being kept: its text is undefined. */
async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let row = 0
  let kept: Uint8Array[] = []
  let keptBytes = 0
  const finish = (tail: Uint8Array): Line => {
    row += 1
    const line = keptBytes + tail.length > lineLengthMax ? undefined : Buffer.concat([...kept, tail]).toString('utf8')
    kept = []
    keptBytes = 0
    const text = row === 1 ? line?.replace(/^\ufeff/, '') : line
    return { row, text: text?.endsWith('\r') ? text.slice(0, -1) : text }
  }
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield finish(chunk.subarray(from, end))
      from = end + 1
    }
    const rest = chunk.subarray(from)
    keptBytes += rest.length
    if (keptBytes <= lineLengthMax) kept.push(rest)
    else kept = []
  }
  if (keptBytes > 0) yield finish(new Uint8Array(0))
}
