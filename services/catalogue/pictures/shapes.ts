import { type Box, type Look, motif, tallLabel, wideLabel, wideMotif } from './label.ts'

/** A body of one colour with the brand's motif, light from the left, and a label. All on a 320 by 320 field. */
type Body = { path: string; bounds: Box; label: Box; wide?: boolean; before?: string; after?: string; shine?: number }

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height })

function body(look: Look, { path, bounds, label, wide, before = '', after = '', shine = 1 }: Body): string {
  const { id } = look
  return [
    `<clipPath id="c${id}"><path d="${path}"/></clipPath>`,
    before,
    `<g clip-path="url(#c${id})"><path d="${path}" fill="${look.base}"/>${wide ? wideMotif(look, bounds) : motif(look, bounds)}`,
    `<path d="${path}" fill="url(#s${id})" opacity="${shine}"/></g>`,
    wide ? wideLabel(look, label) : tallLabel(look, label),
    after,
  ].join('')
}

/** A label of paper around a see-through body: bottles and jars. `inside` is the colour of what they hold. */
function wrapped(
  look: Look,
  inside: string,
  shape: { path: string; band: Box; before: string; after?: string },
): string {
  const { x, y, width, height } = shape.band
  const band = `<g clip-path="url(#c${look.id})"><rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${look.base}"/>${motif(look, shape.band)}</g>`
  return [
    `<clipPath id="c${look.id}"><path d="${shape.path}"/></clipPath>`,
    shape.before,
    `<path d="${shape.path}" fill="${inside}"/>`,
    band,
    `<path d="${shape.path}" fill="url(#s${look.id})"/>`,
    tallLabel(look, box(x + 3, y + 7, width - 6, height - 12)),
    shape.after ?? '',
  ].join('')
}

const zigzag = (x: number, y: number, width: number, teeth: number, height: number): string =>
  `l${width / teeth / 2} ${height}l${width / teeth / 2} ${-height}`.repeat(teeth).replace(/^/, `M${x} ${y}`)

const cap = (look: Look, x: number, y: number, width: number, height: number, rx = 4): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${rx}" fill="${look.palette.deep}"/><rect x="${x}" y="${y}" width="${width * 0.35}" height="${height}" rx="${rx}" fill="#fff" fill-opacity=".16"/>`

export const shapes = {
  pouch: (look: Look) =>
    body(look, {
      path: 'M86 48q74-8 148 0c4 70 8 150 4 216-24 14-132 14-156 0-4-66 0-146 4-216z',
      bounds: box(80, 40, 160, 236),
      label: box(88, 72, 144, 192),
      after:
        '<path fill="#fff" fill-opacity=".28" d="M86 48q74-8 148 0l.5 14q-74-8-149 0z"/><circle cx="160" cy="54" r="5" fill="#fff" fill-opacity=".55"/>',
    }),
  bag: (look: Look) =>
    body(look, {
      path: 'M82 52h156c-6 20-4 40 2 60 4 40 4 70 0 100-6 20-8 36-2 54H82c6-18 4-34-2-54-4-30-4-60 0-100 6-20 8-40 2-60z',
      bounds: box(76, 50, 168, 218),
      label: box(90, 76, 140, 178),
      shine: 1.2,
      after: `<path fill="#fff" fill-opacity=".3" d="${zigzag(82, 52, 156, 13, -6)}v12H82zM82 256h156v10H82z"/><path fill="#fff" fill-opacity=".18" d="M96 72c-6 40-8 110 2 170-12-50-14-120-2-170"/>`,
    }),
  sack: (look: Look) =>
    body(look, {
      path: 'M80 58c20-8 140-8 160 0 8 30 6 60 8 100 2 40 2 74-6 104-30 12-134 12-164 0-8-30-8-64-6-104 2-40 0-70 8-100z',
      bounds: box(70, 50, 180, 224),
      label: box(84, 82, 152, 178),
      before: `<path fill="none" stroke="${look.palette.deep}" stroke-width="7" d="M128 58c0-34 64-34 64 0"/>`,
      after:
        '<path fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="2.5" stroke-dasharray="7 5" d="M84 70q76-9 152 0"/>',
    }),
  box: (look: Look) =>
    body(look, {
      path: 'M84 62h132v212H84z',
      bounds: box(84, 62, 132, 212),
      label: box(90, 74, 120, 192),
      shine: 0.5,
      before: `<path fill="${look.palette.deep}" d="M216 62l24-14v212l-24 14z"/><path fill="${look.motif}" opacity=".75" d="M84 62l24-14h132l-24 14z"/><path fill="#000" fill-opacity=".12" d="M216 62l24-14v212l-24 14z"/>`,
    }),
  slimBox: (look: Look) =>
    body(look, {
      path: 'M106 44h98v232h-98z',
      bounds: box(106, 44, 98, 232),
      label: box(107, 56, 96, 212),
      shine: 0.5,
      before: `<path fill="${look.palette.deep}" d="M204 44l18-10v232l-18 10z"/><path fill="${look.motif}" opacity=".75" d="M106 44l18-10h98l-18 10z"/>`,
    }),
  flatBox: (look: Look) =>
    body(look, {
      path: 'M44 124h222v120H44z',
      bounds: box(44, 124, 222, 120),
      label: box(54, 132, 202, 104),
      wide: true,
      shine: 0.4,
      before: `<path fill="${look.motif}" d="M44 124l20-24h222l-20 24z"/><path fill="#fff" fill-opacity=".25" d="M44 124l20-24h222l-20 24z"/><path fill="${look.palette.deep}" d="M266 124l20-24v120l-20 24z"/>`,
    }),
  bar: (look: Look) =>
    body(look, {
      path: 'M42 112q118-8 236 0l-3 104q-115 8-230 0z',
      bounds: box(40, 104, 240, 118),
      label: box(62, 116, 196, 96),
      wide: true,
      after: `<path fill="#fff" fill-opacity=".3" d="M42 112h13l-1 105h-9zM265 112h13l-3 105h-9z"/><path stroke="#fff" stroke-opacity=".35" stroke-width="2" d="M48 114v100M272 114v100"/>`,
    }),
  carton: (look: Look) =>
    body(look, {
      path: 'M92 92h118v184H92z',
      bounds: box(92, 92, 118, 184),
      label: box(96, 98, 110, 172),
      shine: 0.5,
      before: `<path fill="${look.palette.deep}" d="M210 92l24-16v184l-24 16z"/><path fill="#fff" fill-opacity=".12" d="M210 92l24-16v184l-24 16z"/><path fill="${look.motif}" d="M92 92l14-44h118l10 28-24 16z"/><path fill="#fff" fill-opacity=".35" d="M92 92l14-44h106l-2 44z"/><rect x="104" y="34" width="122" height="16" rx="2" fill="${look.base}"/><rect x="104" y="34" width="122" height="16" rx="2" fill="#000" fill-opacity=".08"/>`,
    }),
  bottle: (look: Look) =>
    wrapped(look, look.contents, {
      path: 'M142 58h36v14c0 14 46 18 46 50v138q0 16-16 16h-96q-16 0-16-16V122c0-32 46-36 46-50z',
      band: box(96, 118, 128, 142),
      before: cap(look, 137, 30, 46, 30),
    }),
  jug: (look: Look) =>
    wrapped(look, look.contents, {
      path: 'M112 78h40l6 14h40q26 4 26 34v136q0 14-14 14H104q-14 0-14-14V118q0-26 22-40z',
      band: box(90, 122, 134, 140),
      before: `${cap(look, 110, 50, 44, 30)}<path fill="none" stroke="${look.palette.deep}" stroke-opacity=".5" stroke-width="10" d="M166 92q44-6 44 38"/>`,
    }),
  pump: (look: Look) =>
    body(look, {
      path: 'M108 112q0-14 16-16h72q16 2 16 16v148q0 16-16 16h-72q-16 0-16-16z',
      bounds: box(108, 96, 104, 180),
      label: box(112, 108, 96, 160),
      before: `<rect x="142" y="74" width="36" height="24" rx="4" fill="${look.palette.deep}"/><rect x="155" y="48" width="10" height="28" fill="${look.palette.deep}"/><path fill="${look.palette.deep}" d="M112 38h66q10 0 10 10v6h-60l-16 6z"/>`,
    }),
  spray: (look: Look) =>
    body(look, {
      path: 'M138 104h44c2 20 30 24 30 56v100q0 16-16 16h-72q-16 0-16-16V160c0-32 28-36 30-56z',
      bounds: box(108, 104, 104, 172),
      label: box(112, 146, 96, 124),
      before: `<rect x="142" y="76" width="36" height="30" fill="${look.palette.deep}"/><path fill="${look.palette.accent}" d="M104 44h84q14 0 18 14l6 24h-66l-6-14h-36z"/><path fill="${look.palette.deep}" d="M132 70q-2 20-18 32l8 4q18-14 22-36zM96 48h10v14H96z"/>`,
    }),
  aerosol: (look: Look) =>
    body(look, {
      path: 'M116 104q0-18 18-20h52q18 2 18 20v156q0 16-14 16h-60q-14 0-14-16z',
      bounds: box(116, 84, 88, 192),
      label: box(117, 100, 86, 168),
      before: cap(look, 126, 36, 68, 50, 12),
    }),
  jar: (look: Look) =>
    wrapped(look, look.contents, {
      path: 'M98 90h124q14 6 14 24v142q0 20-20 20H104q-20 0-20-20V114q0-18 14-24z',
      band: box(84, 122, 152, 134),
      before: cap(look, 94, 58, 132, 36, 6),
    }),
  tub: (look: Look) =>
    body(look, {
      path: 'M78 108h164l-16 152q-2 14-18 14h-96q-16 0-18-14z',
      bounds: box(78, 104, 164, 172),
      label: box(96, 118, 128, 148),
      before: '',
      after: `<rect x="70" y="86" width="180" height="26" rx="9" fill="${look.palette.deep}"/><rect x="70" y="86" width="180" height="10" rx="5" fill="#fff" fill-opacity=".2"/>`,
    }),
  can: (look: Look) =>
    body(look, {
      path: 'M112 66l10-18h76l10 18v196l-10 16h-76l-10-16z',
      bounds: box(112, 48, 96, 230),
      label: box(114, 72, 92, 188),
      after:
        '<path fill="#d5dbe0" d="M122 48h76l-4-8h-68zM122 278h76l-4 6h-68z"/><ellipse cx="160" cy="42" rx="34" ry="4" fill="#eef2f5"/>',
    }),
  tin: (look: Look) =>
    body(look, {
      path: 'M86 84h148v180H86z',
      bounds: box(86, 84, 148, 180),
      label: box(92, 92, 136, 166),
      after:
        '<rect x="80" y="72" width="160" height="16" rx="6" fill="#c9d1d8"/><rect x="80" y="72" width="160" height="7" rx="3.5" fill="#eef2f5"/><rect x="80" y="260" width="160" height="14" rx="6" fill="#b6c0c8"/>',
    }),
  tube: (look: Look) =>
    body(look, {
      path: 'M104 44h112l-14 196h-84z',
      bounds: box(104, 44, 112, 196),
      label: box(118, 60, 84, 172),
      before: cap(look, 126, 240, 68, 38, 5),
      after: '<path fill="#fff" fill-opacity=".35" d="M104 44h112l-1 14H105z"/>',
    }),
  sachet: (look: Look) =>
    body(look, {
      path: 'M98 58h124v208H98z',
      bounds: box(98, 58, 124, 208),
      label: box(103, 76, 114, 174),
      shine: 0.8,
      after: `<path fill="#fff" fill-opacity=".3" d="M98 58h124v12H98zM98 254h124v12H98z"/><path stroke="#fff" stroke-opacity=".5" stroke-dasharray="3 3" stroke-width="1.5" d="M98 70h124M98 254h124"/>`,
    }),
  packet: (look: Look) =>
    body(look, {
      path: 'M76 84q84-10 168 0c6 60 6 120 0 178q-84 8-168 0c-6-58-6-118 0-178z',
      bounds: box(72, 78, 176, 188),
      label: box(86, 92, 148, 162),
      after:
        '<path fill="#fff" fill-opacity=".22" d="M92 94c-6 50-6 100 0 156-12-50-12-110 0-156"/><path fill="#fff" fill-opacity=".3" d="M76 84q84-10 168 0v8q-84-10-168 0z"/>',
    }),
} satisfies Record<string, (look: Look) => string>

export type PackShape = keyof typeof shapes
