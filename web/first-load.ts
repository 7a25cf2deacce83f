import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface FirstLoad {
  scripts: number
  /** Bytes with brotli, as the gateway sends them. */
  scriptBytes: number
  styleBytes: number
}

/** What a front door loads before anything lazy: the scripts and style sheets that its page names. */
export async function firstLoad(dist: string, page: string): Promise<FirstLoad> {
  const html = await readFile(join(dist, page), 'utf8')
  const files = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file!))
  const built = new Set(await readdir(join(dist, 'assets')))
  const load = { scripts: 0, scriptBytes: 0, styleBytes: 0 }
  for (const file of files) {
    const bytes = await sizeOf(dist, file, built.has(`${file.slice('assets/'.length)}.br`))
    if (file.endsWith('.js')) {
      load.scripts += 1
      load.scriptBytes += bytes
    } else load.styleBytes += bytes
  }
  return load
}

/** The smallest files are sent as they are. */
const sizeOf = async (dist: string, file: string, compressed: boolean): Promise<number> =>
  (await readFile(join(dist, compressed ? `${file}.br` : file))).length
