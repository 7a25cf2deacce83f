import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const text = /\.(js|mjs|css|html|svg|json|webmanifest)$/
const brotli = promisify(brotliCompress)
const deflate = promisify(gzip)

/** Writes `.br` and `.gz` beside each text file of the build, so that the gateway compresses nothing while serving. */
export function precompress(): Plugin {
  return {
    name: 'tokri:precompress',
    apply: 'build',
    async closeBundle() {
      const { outDir } = this.environment.config.build
      const files = await readdir(outDir, { recursive: true })
      await Promise.all(files.filter((file) => text.test(file)).map((file) => compressFile(join(outDir, file))))
    },
  }
}

async function compressFile(path: string) {
  const content = await readFile(path)
  if (content.length < 512) return
  const quality = {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  }
  await Promise.all([
    brotli(content, quality).then((small) => writeFile(`${path}.br`, small)),
    deflate(content, { level: 9 }).then((small) => writeFile(`${path}.gz`, small)),
  ])
}
