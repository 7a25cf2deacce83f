import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface FirstLoad {
  scripts: number
  /** Bytes with brotli, as the gateway sends them to browsers of today. */
  scriptBytes: number
  /** Bytes with gzip, as others get them. */
  scriptGzipBytes: number
  styleBytes: number
}

/** What a page loads before anything lazy: the scripts and style sheets that its document names. */
export async function firstLoad(dist: string, page: string): Promise<FirstLoad> {
  const html = await readFile(join(dist, page), 'utf8')
  const files = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file!))
  const built = new Set(await readdir(join(dist, 'assets')))
  // The smallest files are sent as they are.
  const sizeOf = async (file: string, ending: string): Promise<number> =>
    (await readFile(join(dist, built.has(`${file.slice('assets/'.length)}${ending}`) ? `${file}${ending}` : file)))
      .length
  const load = { scripts: 0, scriptBytes: 0, scriptGzipBytes: 0, styleBytes: 0 }
  for (const file of files) {
    if (file.endsWith('.js')) {
      load.scripts += 1
      load.scriptBytes += await sizeOf(file, '.br')
      load.scriptGzipBytes += await sizeOf(file, '.gz')
    } else load.styleBytes += await sizeOf(file, '.br')
  }
  return load
}
