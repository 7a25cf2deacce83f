import { once } from 'node:events'
import { rename, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import type { Color, Edge } from './release.ts'

/** Asks a running HAProxy something at its admin socket: a path, or `host:port`. @throws when it says that it cannot */
export async function askHaproxy(admin: string, command: string): Promise<string> {
  const [, host, port] = /^([^/]+):(\d+)$/.exec(admin) ?? []
  const socket = port ? createConnection({ host: host!, port: Number(port) }) : createConnection(admin)
  socket.setTimeout(5_000, () => socket.destroy(new Error(`HAProxy did not answer "${command}"`)))
  await once(socket, 'connect')
  socket.end(`${command}\n`)
  let said = ''
  for await (const chunk of socket.setEncoding('utf8')) said += chunk
  if (/^(unknown|invalid|permission denied|can't|no such)/i.test(said.trim()))
    throw new Error(`HAProxy: ${said.trim()}`)
  return said
}

interface Row {
  pxname: string
  svname: string
  [column: string]: string
}

/** The rows of `show stat`, by column. */
export function parseStats(csv: string): Row[] {
  const [head = '', ...lines] = csv.trim().split('\n')
  const columns = head.replace(/^# /, '').split(',')
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split(',')
      return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])) as Row
    })
}

const numberOf = (row: Row | undefined, column: string): number => Number(row?.[column] ?? 0) || 0

/**
 * The edge of plain machines: HAProxy's runtime API changes which backend the map names, in all of its threads and
 * without a reload; the file is written as well, so that a restart of HAProxy knows it.
 */
export function haproxyEdge(options: { admin: string; mapFile: string }): Edge {
  const { admin, mapFile } = options
  return {
    async active() {
      const said = await askHaproxy(admin, `show map ${mapFile}`)
      const color = / active (blue|green)/.exec(said)?.[1]
      if (!color) throw new Error(`${mapFile} names no colour`)
      return color as Color
    },
    async turn(to) {
      await writeFile(`${mapFile}.new`, `active ${to}\n`)
      await rename(`${mapFile}.new`, mapFile)
      await askHaproxy(admin, `set map ${mapFile} active ${to}`)
    },
    async counts(color) {
      const rows = parseStats(await askHaproxy(admin, 'show stat'))
      const row = rows.find((each) => each.pxname === color && each.svname === 'BACKEND')
      if (!row) throw new Error(`HAProxy has no backend ${color}`)
      // Answers of 5xx include HAProxy's own 502 to 504 for copies that broke off.
      return { requests: numberOf(row, 'req_tot'), failed: numberOf(row, 'hrsp_5xx') }
    },
  }
}
