export interface Curve {
  readonly name: string
  readonly colour: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

interface Panel {
  readonly title: string
  readonly curves: readonly Curve[]
  readonly from: number
  readonly to: number
  readonly step: number
  /** A level to be reached. */
  readonly mark: number
}

const width = 360
const height = 240
const inset = { left: 44, right: 14, top: 34, bottom: 40 }

/** Panels beside each other with the same axis of riders; small enough to be read as text. */
export function drawCurves(panels: readonly Panel[], axis: string): string {
  const total = width * panels.length
  const drawn = panels.map(
    (panel, index) => `<g transform="translate(${index * width} 0)">${drawPanel(panel, axis)}</g>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${height}" width="${total}" height="${height}" font-family="sans-serif" font-size="11" role="img" aria-label="${panels.map(({ title }) => title).join('; ')}">`,
    `<rect width="${total}" height="${height}" fill="#fff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

function drawPanel({ title, curves, from, to, step, mark }: Panel, axis: string): string {
  const xs = curves.flatMap(({ points }) => points.map(({ x }) => x))
  const [least, most] = [Math.min(...xs), Math.max(...xs)]
  const px = (x: number) =>
    Math.round(inset.left + ((x - least) / (most - least || 1)) * (width - inset.left - inset.right))
  const py = (y: number) => {
    const share = (Math.min(to, Math.max(from, y)) - from) / (to - from)
    return Math.round(height - inset.bottom - share * (height - inset.top - inset.bottom))
  }
  const parts = [`<text x="${inset.left}" y="18" font-size="12" font-weight="bold" fill="#222">${title}</text>`]
  for (let y = from; y <= to; y += step)
    parts.push(
      `<path d="M${inset.left} ${py(y)}H${width - inset.right}" stroke="#ddd"/><text x="${inset.left - 6}" y="${py(y) + 4}" text-anchor="end" fill="#555">${y}</text>`,
    )
  parts.push(`<path d="M${inset.left} ${py(mark)}H${width - inset.right}" stroke="#888" stroke-dasharray="4 3"/>`)
  const ticks = [...new Set(xs)].sort((a, b) => a - b)
  for (const x of [ticks[0]!, ticks[Math.floor(ticks.length / 2)]!, ticks.at(-1)!])
    parts.push(`<text x="${px(x)}" y="${height - inset.bottom + 16}" text-anchor="middle" fill="#555">${x}</text>`)
  parts.push(`<text x="${(width + inset.left) / 2}" y="${height - 8}" text-anchor="middle" fill="#555">${axis}</text>`)
  for (const [index, { name, colour, points }] of curves.entries()) {
    const line = points.map(({ x, y }, place) => `${place ? 'L' : 'M'}${px(x)} ${py(y)}`).join('')
    parts.push(`<path d="${line}" fill="none" stroke="${colour}" stroke-width="2"/>`)
    for (const { x, y } of points) parts.push(`<circle cx="${px(x)}" cy="${py(y)}" r="2.5" fill="${colour}"/>`)
    parts.push(
      `<text x="${width - inset.right}" y="${height - inset.bottom - 8 - 14 * index}" text-anchor="end" fill="${colour}">${name}</text>`,
    )
  }
  return parts.join('')
}
