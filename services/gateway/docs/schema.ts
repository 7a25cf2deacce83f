import type { JsonObject } from '../openapi/schemas.ts'
import { escapeHtml } from './escape-html.ts'

const deepest = 6

/** A JSON Schema as nested lists of names, types and limits. */
export function showSchema(schema: JsonObject, depth = 0): string {
  const properties = schema.properties as Record<string, JsonObject> | undefined
  if (!properties || depth > deepest) return `<span class="type">${typeOf(schema, depth)}</span>`
  const required = new Set(schema.required as string[] | undefined)
  const rows = Object.entries(properties).map(
    ([name, each]) =>
      `<li><code>${escapeHtml(name)}</code>${required.has(name) ? '' : ' <em>optional</em>'} ${showSchema(each, depth + 1)}</li>`,
  )
  return `<ul class="object">${rows.join('')}</ul>`
}

function typeOf(schema: JsonObject, depth: number): string {
  const note = typeof schema.description === 'string' ? ` <q>${escapeHtml(schema.description)}</q>` : ''
  return `${kindOf(schema, depth)}${limitsOf(schema)}${note}`
}

function kindOf(schema: JsonObject, depth: number): string {
  if (typeof schema.$ref === 'string') {
    const name = escapeHtml(schema.$ref.split('/').at(-1) ?? '')
    return `<a href="#schema-${name}">${name}</a>`
  }
  if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`
  if (Array.isArray(schema.enum))
    return schema.enum.map((each) => `<code>${escapeHtml(JSON.stringify(each))}</code>`).join(' · ')
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (Array.isArray(choices))
    return choices.map((each) => showSchema(each as JsonObject, depth + 1)).join(schema.allOf ? ' and ' : ' or ')
  if (schema.type === 'array')
    return schema.items ? `list of ${showSchema(schema.items as JsonObject, depth + 1)}` : 'list'
  if (typeof schema.type === 'string')
    return escapeHtml(schema.type) + (typeof schema.format === 'string' ? ` (${escapeHtml(schema.format)})` : '')
  return 'anything'
}

const limitNames = [
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'default',
  'pattern',
] as const

function limitsOf(schema: JsonObject): string {
  const limits = limitNames.flatMap((name) => {
    const value = schema[name]
    return typeof value === 'object' || value === undefined ? [] : `${name} ${String(value)}`
  })
  return limits.length > 0 ? ` <small>${escapeHtml(limits.join(', '))}</small>` : ''
}
