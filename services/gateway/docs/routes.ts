import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { allProblems } from '../../../contracts/problem.ts'
import { type DescribedService, describeApi } from '../openapi/document.ts'
import { docsAssets, problemsPage, referencePage } from './page.ts'

/** `/openapi.json` and the pages made of it: written once, when the process starts. */
export function addDocs(app: FastifyInstance, services: readonly DescribedService[]): void {
  const document = describeApi(services)
  serve(app, '/openapi.json', 'application/json; charset=utf-8', JSON.stringify(document))
  serve(app, '/docs', 'text/html; charset=utf-8', referencePage(document))
  serve(app, '/docs/problems', 'text/html; charset=utf-8', problemsPage(allProblems()))
  for (const [name, { type, body }] of Object.entries(docsAssets)) serve(app, `/docs/${name}`, type, body)
}

/** A text that does not change while the process lives: clients ask whether theirs is still the same. */
function serve(app: FastifyInstance, path: string, type: string, body: string): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  app.get(path, async (request, reply) => {
    reply.header('etag', etag).header('cache-control', 'no-cache')
    if (request.headers['if-none-match']?.includes(etag)) return reply.status(304).send()
    return reply
      .type(type)
      .serializer((text: unknown) => text as string)
      .send(body)
  })
}
