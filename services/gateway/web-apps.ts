import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { common } from '../../contracts/problem.ts'
import { sendProblem } from '../../kit/http.ts'
import type { KnownPaths } from './known-paths.ts'

const yearMs = 365 * 24 * 3600 * 1000

/**
 * Everything that is no route: files of the built web apps, their pages for addresses that only the browser's router
 * knows (`/console/…` by `console/index.html`, else `index.html`), wrong methods, and what is nowhere.
 */
export async function addWebApps(app: FastifyInstance, options: { webDir: string; paths: KnownPaths }): Promise<void> {
  const { webDir, paths } = options
  await app.register(fastifyStatic, { serve: false, index: false, dotfiles: 'ignore', preCompressed: true })

  app.get('/*', async (request, reply) => {
    const path = readPath(request)
    if (refusedMethod(request, reply, paths, path)) return reply
    if (paths.isApi(path)) throw common('request/not-found')
    if (path !== '/' && (await isFile(join(webDir, path)))) return sendFile(reply, path.slice(1), webDir)
    if (!wantsPage(request, path)) throw common('request/not-found')
    const word = path.split('/')[1] ?? ''
    const pages = word === '' ? ['index.html'] : [`${word}/index.html`, 'index.html']
    for (const page of pages) if (await isFile(join(webDir, page))) return sendFile(reply, page, webDir)
    if (path === '/') return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(notBuilt)
    throw common('request/not-found')
  })
}

/** For what is not even a GET: a wrong method, or nothing. */
export const answerUnrouted = (paths: KnownPaths) => (request: FastifyRequest, reply: FastifyReply) => {
  if (!refusedMethod(request, reply, paths, readPath(request))) sendProblem(reply, common('request/not-found'))
}

/** The decoded path. @throws request/malformed-url for what would climb out of a folder */
function readPath(request: FastifyRequest): string {
  const raw = (request.raw.url ?? '/').replace(/^https?:\/\/[^/]*/i, '').split(/[?#]/)[0] || '/'
  let path: string
  try {
    path = decodeURIComponent(raw)
  } catch {
    throw common('request/malformed-url')
  }
  if (path.includes('\0') || path.includes('\\') || path.split('/').some((part) => part === '..' || part === '.'))
    throw common('request/malformed-url', { detail: 'The path may not climb' })
  return path.replace(/\/{2,}/g, '/')
}

/** Answers OPTIONS, and 405 where the path is known by other methods. */
function refusedMethod(request: FastifyRequest, reply: FastifyReply, paths: KnownPaths, path: string): boolean {
  const methods = paths.methodsOf(path)
  if (methods.length === 0 || methods.includes(request.method)) return false
  const allow = [...methods, 'OPTIONS'].join(', ')
  if (request.method === 'OPTIONS') reply.status(204).header('allow', allow).send()
  else sendProblem(reply, common('request/method-not-allowed', { detail: `Allowed: ${allow}`, headers: { allow } }))
  return true
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )

/** Browsers name HTML when somebody goes to an address; who takes anything gets a page unless it looks like a file. */
function wantsPage(request: FastifyRequest, path: string): boolean {
  if (path.startsWith('/assets/')) return false
  const accept = request.headers.accept ?? '*/*'
  return accept.includes('text/html') || (accept.includes('*/*') && !/\.\w+$/.test(path))
}

/** Names under `/assets/` change with their content; everything else is asked for anew each time. */
function sendFile(reply: FastifyReply, file: string, webDir: string): FastifyReply {
  if (file.startsWith('assets/')) return reply.sendFile(file, webDir, { maxAge: yearMs, immutable: true })
  reply.header('cache-control', 'no-cache')
  return reply.sendFile(file, webDir, { cacheControl: false })
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tokri is running</title>
<link rel="stylesheet" href="/docs/docs.css">
<main>
<h1>Tokri is running</h1>
<p>The API answers, but the web apps have not been built yet. In the folder of the clone:</p>
<p><code>npm run build</code></p>
<p>Then load this page again. Meanwhile: the <a href="/docs">API reference</a> and <a href="/readyz">its health</a>.</p>
</main>
</html>
`
