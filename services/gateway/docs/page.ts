import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ProblemTable } from '../../../contracts/problem.ts'
import type { JsonObject } from '../openapi/schemas.ts'
import { escapeHtml } from './escape-html.ts'
import { showSchema } from './schema.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

/** Style and script of the pages, with the type and a mark that changes with the content. */
export const docsAssets = {
  'docs.css': { type: 'text/css; charset=utf-8', body: read('./docs.css') },
  'docs.js': { type: 'text/javascript; charset=utf-8', body: read('./docs.js') },
} as const

const mark = (body: string) => createHash('sha256').update(body).digest('base64url').slice(0, 8)
const linkTo = (name: keyof typeof docsAssets) => `/docs/${name}?${mark(docsAssets[name].body)}`

const frame = (title: string, nav: string, main: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${linkTo('docs.css')}">
<script src="${linkTo('docs.js')}" defer></script>
</head>
<body>
<header><a class="brand" href="/docs">Tokri <span>API</span></a>
<nav><a href="/docs">Reference</a><a href="/docs/problems">Problems</a><a href="/openapi.json">openapi.json</a></nav></header>
<div class="columns"><aside>${nav}</aside><main>${main}</main></div>
</body>
</html>
`

interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security?: JsonObject[]
  parameters?: { name: string; in: string; required?: boolean; schema: JsonObject }[]
  requestBody?: { content: Record<string, { schema: JsonObject }> }
  responses: Record<string, { description: string; content?: Record<string, { schema?: JsonObject }> }>
}
interface Document {
  info: { description: string }
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonObject> }
}

/** The API reference as one page of HTML: nothing is fetched, and it reads without a script. */
export function referencePage(document: JsonObject): string {
  const { info, tags, paths, components } = document as unknown as Document
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  )
  const of = (tag: string) => all.filter(({ operation }) => operation.tags.includes(tag))
  const nav = tags
    .filter(({ name }) => of(name).length > 0)
    .map(({ name }) => `<h2>${escapeHtml(name)}</h2><ul>${of(name).map(navLine).join('')}</ul>`)
    .join('')
  const main = `<h1>Tokri API</h1>${prose(info.description)}${tags
    .map(({ name }) => ({ name, operations: of(name) }))
    .filter(({ operations }) => operations.length > 0)
    .map(
      ({ name, operations }) =>
        `<section><h2 id="${escapeHtml(name)}">${escapeHtml(name)}</h2>${operations.map(card).join('')}</section>`,
    )
    .join('')}<section><h2 id="schemas">Schemas</h2>${Object.entries(components.schemas)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(
      ([name, schema]) =>
        `<details class="card" id="schema-${escapeHtml(name)}"><summary><b>${escapeHtml(name)}</b></summary>${showSchema(schema)}</details>`,
    )
    .join('')}</section>`
  const search = '<input type="search" id="find" placeholder="Find a path or word" aria-label="Find a path or word">'
  return frame('Tokri API', `${search}${nav}<h2><a href="#schemas">schemas</a></h2>`, main)
}

const navLine = ({ method, path, operation }: { method: string; path: string; operation: Operation }): string =>
  `<li><a href="#${operation.operationId}"><i class="${method}">${method}</i> ${escapeHtml(path)}</a></li>`

function card({ method, path, operation }: { method: string; path: string; operation: Operation }): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  const rows = parameters.map(
    (each) =>
      `<tr><td><code>${escapeHtml(each.name)}</code>${each.required ? ' <em>required</em>' : ''}</td><td>${escapeHtml(each.in)}</td><td>${showSchema(each.schema)}</td></tr>`,
  )
  const body = Object.values(requestBody?.content ?? {})[0]
  const answers = Object.entries(responses).map(([status, answer]) => {
    const schema = status.startsWith('2') ? Object.values(answer.content ?? {})[0]?.schema : undefined
    const type = Object.keys(answer.content ?? {})[0] ?? 'no body'
    const detail = schema
      ? showSchema(schema)
      : status.startsWith('2')
        ? `<code>${escapeHtml(type)}</code>`
        : codes(answer.description)
    return `<tr class="s${status[0]}"><td><code>${status}</code></td><td>${detail}</td></tr>`
  })
  return `<details class="card" id="${operationId}" data-words="${escapeHtml(`${method} ${path} ${summary}`.toLowerCase())}">
<summary><i class="${method}">${method}</i> <code>${escapeHtml(path)}</code> <span>${escapeHtml(summary)}</span></summary>
<p>${escapeHtml(description)}</p>
${rows.length > 0 ? `<h4>Parameters</h4><table>${rows.join('')}</table>` : ''}
${body ? `<h4>Body</h4>${body.schema ? showSchema(body.schema) : '<span class="type">bytes</span>'}` : ''}
<h4>Answers</h4><table>${answers.join('')}</table>
</details>`
}

/** `` `code`: title `` sentences with each code linked to its explanation. */
const codes = (description: string): string =>
  escapeHtml(description).replace(/`([\w/-]+)`/g, '<a href="/docs/problems#$1"><code>$1</code></a>')

/** The little Markdown that our own descriptions use. */
const prose = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      escapeHtml(line)
        .replace(/`([^`]+)`/g, '<code>$1</code>')
        .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '<a href="$2">$1</a>'),
    )
    .map((line) => `<p>${line}</p>`)
    .join('')

/** Every problem code with an anchor, where the `type` of each problem points. */
export function problemsPage(table: Readonly<ProblemTable>): string {
  const all = Object.entries(table).sort(([a], [b]) => a.localeCompare(b))
  const areas = [...new Set(all.map(([code]) => code.split('/')[0]!))]
  const sections = areas.map((area) => {
    const rows = all
      .filter(([code]) => code.startsWith(`${area}/`))
      .map(
        ([code, [status, title]]) =>
          `<tr id="${escapeHtml(code)}" class="s${String(status)[0]}"><td><a href="#${escapeHtml(code)}"><code>${escapeHtml(code)}</code></a></td><td><code>${status}</code></td><td>${escapeHtml(title)}</td></tr>`,
      )
    return `<section><h2 id="${area}">${area}</h2><table class="problems">${rows.join('')}</table></section>`
  })
  const main = `<h1>Problems</h1><p>Every error is an <code>application/problem+json</code> body (RFC 9457) whose <code>code</code> never changes its meaning. Programs decide by <code>code</code>; <code>title</code> and <code>detail</code> are for people.</p>${sections.join('')}`
  return frame(
    'Tokri: problems',
    `<ul>${areas.map((area) => `<li><a href="#${area}">${area}</a></li>`).join('')}</ul>`,
    main,
  )
}
