import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { ownIcons } from './own-icons.ts'

type IconFile = {
  icons: Record<string, { body: string } | undefined>
  aliases?: Record<string, { parent: string } | undefined>
}

/** Bodies of the icons that were asked for so far. The rest of the 9 MB file is let go after each reading. */
let kept: Map<string, string> | undefined

/**
 * The drawing of an icon on a 32 by 32 field, as SVG markup: one of ours, or of Fluent Emoji (MIT, see NOTICE).
 * Undefined when there is none of that name.
 */
export function iconBody(name: string): string | undefined {
  return ownIcons[name] ?? kept?.get(name)
}

/**
 * Reads the icon file once and keeps only the icons named, about 1 MB in place of 40; some 60 ms.
 * Copies each body, because a slice would hold on to the whole file's text.
 */
export function loadIcons(names: Iterable<string>): void {
  if (kept) return
  const path = createRequire(import.meta.url).resolve('@iconify-json/fluent-emoji-flat/icons.json')
  const { icons, aliases = {} } = JSON.parse(readFileSync(path, 'utf8')) as IconFile
  kept = new Map()
  for (const name of names) {
    const body = icons[name]?.body ?? icons[aliases[name]?.parent ?? '']?.body
    if (body) kept.set(name, Buffer.from(body).toString())
  }
}
