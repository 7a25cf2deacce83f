export type Lines = { size: number; lines: string[] }

/** Text may come from anybody's catalogue file: it is never markup. */
export const escapeText = (text: string): string =>
  text
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
    // XML has no way to write these at all; one of them would break the whole picture.
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')

/** Width of text in a bold sans-serif face, in ems. An estimate on the safe side; pictures carry no fonts of their own. */
export function widthOf(text: string): number {
  let width = 0
  for (const char of text) {
    if (/[iIl.,:;'|!1 ]/.test(char)) width += 0.31
    else if (/[frtj()\-/]/.test(char)) width += 0.4
    else if (/[mwMW@%&]/.test(char)) width += 0.9
    else if (/[A-Z]/.test(char)) width += 0.71
    else if (/[\u0900-\u097f]/.test(char)) width += 0.55
    else if (char.charCodeAt(0) > 0x2e80) width += 1
    else width += 0.6
  }
  return width
}

/** From one baseline to the next, in ems. */
export const lineHeight = 1.12

/** The largest size at which text fits a width in a number of lines; shortened with an ellipsis when none does. */
export function fit(
  text: string,
  box: { width: number; linesMax: number; sizeMax: number; sizeMin: number; height?: number },
): Lines {
  const words = text.split(/\s+/).filter(Boolean)
  for (let size = box.sizeMax; size >= box.sizeMin; size -= 1) {
    const lines = wrap(words, box.width / size)
    const fits = lines.every((line) => widthOf(line) <= box.width / size)
    const high = lines.length * size * lineHeight
    if (fits && lines.length <= box.linesMax && high <= (box.height ?? high)) return { size, lines }
  }
  const size = box.sizeMin
  const lines = wrap(words, box.width / size).slice(0, box.linesMax)
  const shortened = lines.map((line, index) => shorten(line, box.width / size, index === lines.length - 1))
  return { size, lines: shortened }
}

function wrap(words: string[], widthEm: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(`${last} ${word}`) <= widthEm) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function shorten(line: string, widthEm: number, isLast: boolean): string {
  if (widthOf(line) <= widthEm && !isLast) return line
  let short = line
  while (short.length > 1 && widthOf(`${short}…`) > widthEm) short = short.slice(0, -1).trimEnd()
  return short === line && widthOf(line) <= widthEm ? line : `${short.replace(/[\s,&-]+$/, '')}…`
}

/** Lines of text centred on x, the first line's baseline at y. */
export function lettering(
  { lines, size }: Lines,
  at: { x: number; y: number; ink: string; weight?: number; anchor?: 'middle' | 'start'; spacing?: number },
): string {
  const { x, y, ink, weight = 800, anchor = 'middle', spacing = 0 } = at
  const spaced = spacing ? ` letter-spacing="${spacing}"` : ''
  return lines
    .map((line, index) => {
      const lineY = round(y + index * size * lineHeight)
      return `<text x="${round(x)}" y="${lineY}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${ink}"${spaced}>${escapeText(line)}</text>`
    })
    .join('')
}

export const round = (value: number): number => Math.round(value * 10) / 10
