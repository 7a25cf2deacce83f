import { fit, lettering, lineHeight, round, widthOf } from './lettering.ts'
import type { Palette } from './palette.ts'
import { inkOn } from './palette.ts'

export type Box = { x: number; y: number; width: number; height: number }

/** What a pack has to show, and in which colours. `base` is the ground of the pack, `motif` the shape drawn on it. */
export type Look = {
  palette: Palette
  base: string
  motif: string
  design: number
  brand: string
  title: string
  detail: string
  pack: string
  /** Icon markup on a 32 by 32 field. */
  icon: string
  /** The colour of what shows through glass. */
  contents: string
  /** How far to turn the colours of wares around the colour wheel, in degrees. */
  turn: number
  /** Unique within a page, for clip paths and gradients. */
  id: string
}

/** An icon scaled to a size, its middle at x and y. */
export const iconAt = (icon: string, x: number, y: number, size: number): string =>
  `<g transform="translate(${round(x - size / 2)} ${round(y - size / 2)}) scale(${Math.round((size / 32) * 1000) / 1000})">${icon}</g>`

/** The brand's ornament in the lower part of a box. Title and brand stay on the plain ground above it. */
export function motif(look: Look, { x, y, width, height }: Box): string {
  const bottom = y + height
  const right = x + width
  const at = (share: number) => round(y + height * share)
  switch (look.design) {
    case 0:
      return `<path fill="${look.motif}" d="M${x} ${at(0.62)}q${round(width / 4)}-${round(height * 0.12)} ${round(width / 2)} 0t${round(width / 2)} 0V${bottom}H${x}z"/>`
    case 1:
      return `<ellipse cx="${round(x + width / 2)}" cy="${bottom}" rx="${round(width * 0.72)}" ry="${round(height * 0.42)}" fill="${look.motif}"/>`
    case 2:
      return `<path fill="${look.motif}" d="M${x} ${at(0.78)}L${right} ${at(0.5)}V${bottom}H${x}z"/><path stroke="${look.palette.accent}" stroke-width="4" d="M${x} ${at(0.78)}L${right} ${at(0.5)}"/>`
    case 3:
      return `<path fill="${look.motif}" d="M${x} ${at(0.72)}H${right}V${bottom}H${x}z"/><path fill="${look.palette.accent}" d="M${x} ${at(0.7)}h${width}v5H${x}z"/>`
    default:
      return `<path fill="${look.motif}" d="M${x} ${at(0.56)}q${round(width * 0.5)} ${round(height * 0.26)} ${width} 0V${bottom}H${x}z"/>`
  }
}

/** The same ornaments for packs that lie: on the right, under the picture, clear of the words. */
export function wideMotif(look: Look, { x, y, width, height }: Box): string {
  const bottom = y + height
  const right = x + width
  const at = (share: number) => round(x + width * share)
  switch (look.design) {
    case 0:
      return `<path fill="${look.motif}" d="M${at(0.62)} ${y}q-${round(width * 0.08)} ${round(height / 4)} 0 ${round(height / 2)}t0 ${round(height / 2)}H${right}V${y}z"/>`
    case 1:
      return `<circle cx="${at(0.98)}" cy="${round(y + height / 2)}" r="${round(width * 0.36)}" fill="${look.motif}"/>`
    case 2:
      return `<path fill="${look.motif}" d="M${at(0.74)} ${y}L${at(0.58)} ${bottom}H${right}V${y}z"/><path stroke="${look.palette.accent}" stroke-width="4" d="M${at(0.74)} ${y}L${at(0.58)} ${bottom}"/>`
    case 3:
      return `<path fill="${look.motif}" d="M${at(0.66)} ${y}H${right}V${bottom}H${at(0.66)}z"/><path fill="${look.palette.accent}" d="M${at(0.65)} ${y}h5v${height}h-5z"/>`
    default:
      return `<path fill="${look.motif}" d="M${at(0.68)} ${y}q-${round(width * 0.12)} ${round(height / 2)} 0 ${height}H${right}V${y}z"/>`
  }
}

/** Brand, title, picture and size, one below the other. */
export function tallLabel(look: Look, box: Box): string {
  const { x, y, width, height } = box
  const middle = x + width / 2
  const inner = width - 14
  const badge = brandBadge(look, middle, y, inner)
  const title = fit(look.title, {
    width: inner,
    linesMax: height > 150 ? 3 : 2,
    sizeMax: height > 150 ? 21 : 17,
    sizeMin: 9,
  })
  const titleTop = y + badge.height + 4
  const titleHeight = title.lines.length * title.size * lineHeight
  const detail =
    look.detail && height > 140 ? fit(look.detail, { width: inner, linesMax: 1, sizeMax: 11, sizeMin: 8 }) : undefined
  const detailHeight = detail ? detail.size + 5 : 0
  const packHeight = look.pack ? 17 : 4
  const space = height - badge.height - 4 - titleHeight - detailHeight - packHeight - 8
  const iconSize = Math.max(24, Math.min(width * 0.7, space))
  const iconMiddle = titleTop + titleHeight + detailHeight + 5 + space / 2
  const ink = inkOn(look.base, look.palette.deep)
  return [
    badge.markup,
    lettering(title, { x: middle, y: titleTop + title.size * 0.9, ink }),
    detail ? lettering(detail, { x: middle, y: titleTop + titleHeight + detail.size * 0.9, ink, weight: 600 }) : '',
    halo(middle, iconMiddle, iconSize),
    iconAt(look.icon, middle, iconMiddle, iconSize * 0.8),
    packSize(look, middle, y + height - 4, inner),
  ].join('')
}

/** Brand and title to the left, picture to the right. */
export function wideLabel(look: Look, box: Box): string {
  const { x, y, width, height } = box
  const iconSize = Math.min(height * 0.86, width * 0.4)
  const textWidth = width - iconSize - 10
  const middle = x + textWidth / 2
  const badge = brandBadge(look, middle, y + 2, textWidth - 4)
  const packHeight = look.pack ? 17 : 2
  const room = height - badge.height - packHeight - 4
  const title = fit(look.title, { width: textWidth - 4, linesMax: 3, sizeMax: 21, sizeMin: 9, height: room })
  const free = height - badge.height - packHeight - title.lines.length * title.size * lineHeight
  const titleTop = y + badge.height + Math.max(2, free / 2)
  return [
    badge.markup,
    lettering(title, { x: middle, y: titleTop + title.size * 0.85, ink: inkOn(look.base, look.palette.deep) }),
    look.pack
      ? lettering(fit(look.pack, { width: textWidth, linesMax: 1, sizeMax: 12, sizeMin: 8 }), {
          x: middle,
          y: y + height - 4,
          ink: inkOn(look.base, look.palette.deep),
          weight: 700,
        })
      : '',
    halo(x + width - iconSize / 2, y + height / 2, iconSize),
    iconAt(look.icon, x + width - iconSize / 2, y + height / 2, iconSize * 0.78),
  ].join('')
}

/** The brand on a plate of its accent colour, or of white where the pack itself is pale. */
export function brandBadge(look: Look, middle: number, y: number, width: number): { markup: string; height: number } {
  if (!look.brand) return { markup: '', height: 2 }
  const words = fit(look.brand, { width: width - 12, linesMax: 1, sizeMax: 14, sizeMin: 8 })
  const text = words.lines[0] ?? ''
  const plate = Math.min(width, widthOf(text) * words.size + 18)
  const height = words.size + 9
  const fill = look.base === look.palette.pale ? look.palette.main : look.design % 2 ? '#ffffff' : look.palette.accent
  const ink = fill === '#ffffff' ? look.palette.deep : inkOn(fill, look.palette.deep)
  const radius = look.design < 3 ? height / 2 : 4
  return {
    height: height + 3,
    markup: `<rect x="${round(middle - plate / 2)}" y="${round(y)}" width="${round(plate)}" height="${height}" rx="${radius}" fill="${fill}"/>${lettering(words, { x: middle, y: y + height / 2 + words.size * 0.35, ink })}`,
  }
}

function halo(x: number, y: number, size: number): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(size / 2)}" fill="#fff" fill-opacity=".9"/>`
}

function packSize(look: Look, x: number, y: number, width: number): string {
  if (!look.pack) return ''
  const words = fit(look.pack, { width, linesMax: 1, sizeMax: 12, sizeMin: 8 })
  return lettering(words, { x, y, ink: inkOn(look.motif, look.palette.deep), weight: 700 })
}
