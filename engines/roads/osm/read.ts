import { type FileHandle, open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { roadsProblem } from '../problems.ts'
import type { OsmSink } from './elements.ts'
import { readPbf } from './pbf.ts'
import { readXml } from './xml.ts'

/**
 * Reads any of `.osm.pbf`, `.osm.gz` and `.osm` into the sink; which it is, the first bytes tell.
 * Problems: `roads/map-missing`, `roads/map-truncated`, `roads/map-malformed`.
 */
export async function readOsm(path: string, sink: OsmSink): Promise<void> {
  await using file = await openMap(path)
  const start = Buffer.alloc(16)
  const { bytesRead } = await file.read(start, 0, 16, 0)
  if (bytesRead < 16) throw roadsProblem('roads/map-truncated', { detail: `${path} has ${bytesRead} bytes` })

  if (start[0] === 0x1f && start[1] === 0x8b) return await readGzip(file, sink)
  if (/^(\uFEFF|\xEF\xBB\xBF)?\s*</.test(start.toString('latin1'))) {
    return await readXml(file.createReadStream({ start: 0, autoClose: false }), sink)
  }
  // A PBF file starts with the length of its first header, which names itself right after.
  if (start.toString('latin1', 6).startsWith('OSMHeader')) return await readPbf(file, sink)
  throw roadsProblem('roads/map-malformed', { detail: `${path} is neither .osm.pbf, .osm.gz nor .osm` })
}

async function readGzip(file: FileHandle, sink: OsmSink): Promise<void> {
  const source = file.createReadStream({ start: 0, autoClose: false })
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  try {
    await readXml(source.pipe(gunzip), sink)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'Z_BUF_ERROR') throw roadsProblem('roads/map-truncated', { detail: 'the gzip stream stops half way' })
    if (code === 'Z_DATA_ERROR') throw roadsProblem('roads/map-malformed', { detail: 'the gzip stream is damaged' })
    throw error
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

async function openMap(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r')
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw roadsProblem('roads/map-missing', { detail: `${path} (${code})` })
  }
  throw roadsProblem('roads/map-missing', { detail: `${path} is not a file` })
}
