import { brandBadge, iconAt, type Look } from './label.ts'
import { fit, lettering, round } from './lettering.ts'

/** Goods shown as they are: three of a fruit, one kettle, a tray of fish. On the same 320 by 320 field as the packs. */
export const bare = {
  /** Fruit and vegetables sold loose. */
  loose: (look: Look) =>
    [
      iconAt(look.icon, 112, 186, 112),
      iconAt(look.icon, 210, 180, 116),
      shadow(160, 268, 96),
      iconAt(look.icon, 160, 200, 146),
    ].join(''),
  bunch: (look: Look) => `${shadow(160, 270, 80)}${iconAt(look.icon, 160, 168, 200)}`,
  /** Things of the house, with the brand on a tag; tinted, because plates and bottles come in many colours. */
  ware: (look: Look) => {
    const badge = brandBadge(look, 160, 262, 200)
    const icon = `<g filter="url(#h${look.id})">${iconAt(look.icon, 160, look.brand ? 146 : 162, 180)}</g>`
    return `<filter id="h${look.id}"><feColorMatrix type="hueRotate" values="${look.turn}"/></filter>${shadow(160, 246, 84)}${icon}${badge.markup}`
  },
  /** Fresh meat, fish, cut fruit: a tray under film with a sticker. */
  tray: (look: Look) => {
    const title = fit(look.title, { width: 150, linesMax: 2, sizeMax: 17, sizeMin: 9 })
    const badge = brandBadge(look, 160, 206, 150)
    const ink = look.palette.deep
    return [
      shadow(160, 272, 120),
      '<rect x="40" y="70" width="240" height="196" rx="26" fill="#2f343a"/><rect x="52" y="82" width="216" height="172" rx="18" fill="#3d444c"/>',
      iconAt(look.icon, 106, 142, 100),
      iconAt(look.icon, 214, 142, 100),
      iconAt(look.icon, 160, 146, 112),
      '<path fill="#fff" fill-opacity=".13" d="M66 84h70L76 250H58q-6 0-6-14V98q0-14 14-14M160 84h26l-60 166H100z"/>',
      `<rect x="74" y="198" width="172" height="${60 + (title.lines.length - 1) * 14}" rx="8" fill="#fff"/>`,
      badge.markup,
      lettering(title, { x: 160, y: 206 + badge.height + title.size * 0.95, ink }),
    ].join('')
  },
  eggs: (look: Look) => {
    const eggs = [0, 1, 2, 3].map((column) => iconAt(look.icon, 83 + column * 51, 142, 74)).join('')
    const title = fit([look.title, look.pack].filter(Boolean).join(' · '), {
      width: 190,
      linesMax: 2,
      sizeMax: 17,
      sizeMin: 9,
    })
    const badge = brandBadge(look, 160, 190, 180)
    return [
      shadow(160, 262, 124),
      eggs,
      `<path fill="${look.palette.main}" d="M40 152q12 14 24 0t24 0 24 0 24 0 24 0 24 0 24 0 24 0 24 0 24 0l-10 96q-1 12-14 12H64q-13 0-14-12z"/>`,
      '<path fill="#000" fill-opacity=".1" d="M250 160l30-8-10 96q-1 12-14 12h-22q14-40 16-100"/>',
      brandBadge({ ...look, base: look.palette.main }, 160, 186, 180).markup,
      lettering(title, { x: 160, y: 190 + badge.height + title.size * 0.9, ink: '#fff' }),
    ].join('')
  },
} satisfies Record<string, (look: Look) => string>

export type BareShape = keyof typeof bare

export const shadow = (x: number, y: number, width: number): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${round(width)}" ry="${round(width * 0.09)}" fill="#28323c" fill-opacity=".13"/>`
