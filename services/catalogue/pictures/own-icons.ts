/** A bowl with a heap of something: spices, dals, flours, grains. */
const bowl = (heap: string, shade: string, dots = shade): string =>
  `<path fill="${heap}" d="M4 17c0-5 5.5-10 12-10s12 5 12 10z"/><path fill="${shade}" d="M16 7c6.5 0 12 5 12 10h-5c0-4-3-8.5-7-10"/><g fill="${dots}"><circle cx="10" cy="13" r="1"/><circle cx="14" cy="10.5" r="1"/><circle cx="14.5" cy="14.5" r="1"/><circle cx="18.5" cy="12.5" r="1"/></g><path fill="#c98a55" d="M3 16h26c0 6.5-4.5 11.5-10 12h-6C7.5 27.5 3 22.5 3 16"/><path fill="#a86c3b" d="M22 16h7c0 6.5-4.5 11.5-10 12h-3c4-2 6-7 6-12"/><path fill="#e0a874" d="M3 16h26v2H3z"/>`

const drop = (fill: string, shade: string): string =>
  `<path fill="${fill}" d="M16 2.5C20 9 25 13.5 25 19.5a9 9 0 0 1-18 0C7 13.5 12 9 16 2.5"/><path fill="${shade}" d="M16 2.5C20 9 25 13.5 25 19.5a9 9 0 0 1-9 9c4-3 6-7 5.5-12S17.5 6.5 16 2.5"/><path fill="#fff" fill-opacity=".7" d="M11 16c-1.5 2.5-1.5 5 0 7-2.5-1.5-3-5 0-7"/>`

const nut = (x: number, y: number, turn: number, fill: string, shade: string): string =>
  `<g transform="translate(${x} ${y}) rotate(${turn})"><path fill="${fill}" d="M0-8C4-4 5 3 0 8-5 3-4-4 0-8"/><path fill="${shade}" d="M0-8c4 4 5 11 0 16 1.5-5 1.5-11 0-16"/></g>`

const balls = (fill: string, shade: string, dot: string): string =>
  [
    [10, 20],
    [22, 20],
    [16, 11],
  ]
    .map(
      ([x, y]) =>
        `<circle cx="${x}" cy="${y}" r="6.5" fill="${fill}"/><path fill="${shade}" d="M${x} ${y! - 6.5}a6.5 6.5 0 0 1 0 13c3-3.5 3-9.5 0-13"/><circle cx="${x! - 2}" cy="${y! - 2}" r="1.2" fill="${dot}"/><circle cx="${x! + 2}" cy="${y! + 1}" r="1" fill="${dot}"/>`,
    )
    .join('')

const flask = (body: string, shade: string, cap: string): string =>
  `<rect x="12" y="2" width="8" height="5" rx="1.5" fill="${cap}"/><path fill="${body}" d="M11 8h10c0 3 3 4 3 7v12a3 3 0 0 1-3 3H11a3 3 0 0 1-3-3V15c0-3 3-4 3-7"/><path fill="${shade}" d="M18 8h3c0 3 3 4 3 7v12a3 3 0 0 1-3 3h-3c2-6 2-16 0-22"/><path fill="#fff" fill-opacity=".5" d="M10.5 15h2v11h-2z"/>`

/** Drawn for Tokri, on 32 by 32: what an Indian grocer sells and emoji do not know. */
export const ownIcons: Readonly<Record<string, string>> = {
  'bowl-turmeric': bowl('#f5b921', '#dd9a0c', '#ffd75e'),
  'bowl-red': bowl('#d8402c', '#ae2a1c', '#ee6a50'),
  'bowl-brown': bowl('#8a5a33', '#6c4322', '#a97447'),
  'bowl-green': bowl('#7c9b4a', '#5f7d33', '#a3bf6f'),
  'bowl-white': bowl('#fbf6ea', '#e6dcc6', '#fff'),
  'bowl-black': bowl('#3c3836', '#262220', '#5d5753'),
  'bowl-orange': bowl('#ef8a3c', '#d36d20', '#ffb06d'),
  'bowl-pale': bowl('#efdca9', '#d9c07c', '#fff0c9'),
  'drop-gold': drop('#f8c22e', '#e7a313'),
  'drop-green': drop('#a9bf3f', '#8ba32a'),
  'drop-brown': drop('#b8742c', '#94581b'),
  'drop-blue': drop('#58b7ee', '#2e93d1'),
  'drop-pink': drop('#f48fb1', '#de6792'),
  almond: nut(11, 18, -24, '#b9733a', '#96582a') + nut(21, 16, 20, '#c98346', '#a4632e'),
  pistachio: nut(11, 18, -30, '#dcc9a0', '#a9c46c') + nut(21, 16, 20, '#e6d6b2', '#98b957'),
  date: nut(11, 17, -18, '#7a3b1d', '#58270f') + nut(21, 17, 16, '#8c4724', '#6a3014'),
  raisin:
    nut(10, 20, -60, '#7d5a2c', '#5e421d') +
    nut(22, 19, 40, '#8c6734', '#6b4d22') +
    nut(16, 10, 80, '#96703a', '#745526'),
  cashew:
    '<path fill="#f0d6a4" d="M7 8c5-4 9 0 9 4s2 5 6 5c5 0 6 6 1 8-8 3-20-2-19-12 .3-2.5 1.5-4 3-5"/><path fill="#ddb877" d="M4 13c-1 10 11 15 19 12 3-1.2 4-3.8 3-5.8-2 3-8 4-13 1.5S5 15 4 13"/>',
  pomegranate:
    '<path fill="#c8273c" d="M16 8c8 0 12 5 12 11s-5 11-12 11S4 25 4 19 8 8 16 8"/><path fill="#a2182c" d="M16 8c8 0 12 5 12 11s-5 11-12 11c6-4 8-15 0-22"/><path fill="#e4556a" d="m12 9-2-6 4 2 2-3 2 3 4-2-2 6c-2 1-6 1-8 0"/><path fill="#fff" fill-opacity=".35" d="M9 14c-2 2-3 4-2.5 7C5 18 6 15 9 14"/>',
  cauliflower:
    '<path fill="#6fae45" d="M3 14c0 9 5 15 13 15s13-6 13-15c-4 0-7 2-9 5h-8c-2-3-5-5-9-5"/><path fill="#fdf6e3" d="M16 4c3 0 5 1.5 6 3.5 3 0 5 2.5 4.5 5.5 1 4-3 8-10.5 8S4.5 17 5.5 13C5 10 7 7.5 10 7.5 11 5.5 13 4 16 4"/><g fill="#ead9b4"><circle cx="12" cy="11" r="1.3"/><circle cx="17" cy="9" r="1.3"/><circle cx="21" cy="12" r="1.3"/><circle cx="15" cy="15" r="1.3"/></g><path fill="#4f8c2e" d="M13 20c1 4 1 6 3 9 2-3 2-5 3-9-2 1-4 1-6 0"/>',
  okra: '<path fill="#5b9a3c" d="M21 4c3 0 5 2 5 5-3 9-10 16-20 19 2-10 7-18 15-24"/><path fill="#3f7a26" d="M24 5c2 1 2 3 2 4-3 9-10 16-20 19 8-6 14-13 18-23"/><path fill="#7fbb58" d="M21 2h5l-1 3 3 1-2 4c-3 0-6-3-5-8"/>',
  papaya:
    '<path fill="#f2a63b" d="M16 3c6 0 10 7 10 14s-4 12-10 12S6 24 6 17 10 3 16 3"/><path fill="#f77f3f" d="M16 7c4 0 7 5 7 10s-3 9-7 9-7-4-7-9 3-10 7-10"/><path fill="#d95f22" d="M16 11c2 0 3 3 3 6s-1 6-3 6-3-3-3-6 1-6 3-6"/><g fill="#3a2a20"><circle cx="16" cy="14" r="1.1"/><circle cx="15" cy="17" r="1.1"/><circle cx="17" cy="19" r="1.1"/></g>',
  radish:
    '<path fill="#f4f1ec" d="M12 11c4-2 9 0 10 4 1 5-6 12-14 14 0-8-1-15 4-18"/><path fill="#dfd8cd" d="M22 15c1 5-6 12-14 14 5-4 10-9 14-14"/><path fill="#5da244" d="M16 12c0-5 2-9 6-10 0 3-1 5-2 7 2-2 4-3 8-2-2 4-6 6-11 6z"/>',
  beetroot:
    '<path fill="#96214e" d="M16 10c7 0 10 4 10 8 0 6-6 8-10 13-4-5-10-7-10-13 0-4 3-8 10-8"/><path fill="#741439" d="M20 10.5c4 1 6 4 6 7.5 0 6-6 8-10 13 3-6 6-13 4-20.5"/><path fill="#4f9a3c" d="M15 11C11 8 9 5 10 1c4 2 5 4 6 7 1-3 2-5 6-6 0 4-1 6-5 9z"/>',
  gourd:
    '<path fill="#8cc063" d="M21 8c4 2 6 8 3 14-4 8-14 9-18 5s-1-9 5-10c4-1 5-3 6-6 .5-2 2-4 4-3"/><path fill="#6aa343" d="M24 10c3 3 3 8 0 12-4 8-14 9-18 5 8 1 15-5 18-17"/><path fill="#547d33" d="M20 9c-1-3 0-5 3-7l2 2c-2 1-3 3-2 5z"/>',
  paneer:
    '<path fill="#fffaf0" d="M4 13l11-6 13 5-11 7z"/><path fill="#f1e4c9" d="M4 13l13 6v10L4 22z"/><path fill="#dfcda8" d="M17 19l11-7v9l-11 8z"/><path fill="#fff" d="M8 13l7-4 4 1.5-7 4.5z"/>',
  laddu: balls('#f4a62a', '#df8a12', '#c96d07'),
  rasgulla: balls('#fff6e6', '#f0dfc0', '#e3cda3'),
  jamun: balls('#7a3d1e', '#5c2a12', '#a8653b'),
  barfi:
    '<path fill="#fff1d0" d="M3 17l7-4 7 4-7 4z"/><path fill="#eccb85" d="M3 17l7 4v6l-7-4zM17 17l-7 4v6l7-4z"/><path fill="#fff1d0" d="M15 12l7-4 7 4-7 4z"/><path fill="#eccb85" d="M15 12l7 4v7l-7-4zM29 12l-7 4v7l7-4z"/><circle cx="10" cy="17" r="1.5" fill="#8db24c"/><circle cx="22" cy="12" r="1.5" fill="#8db24c"/>',
  papad:
    '<circle cx="16" cy="16" r="13" fill="#f5d99a"/><circle cx="16" cy="16" r="11" fill="#f9e5b5"/><g fill="#8c6a33"><circle cx="11" cy="12" r="1"/><circle cx="19" cy="10" r="1"/><circle cx="21" cy="18" r="1"/><circle cx="13" cy="20" r="1"/><circle cx="16" cy="15" r="1"/></g>',
  namkeen:
    '<g fill="none" stroke-linecap="round" stroke-width="2.5"><path stroke="#e7a72c" d="M6 22c4-8 8 2 12-6s6-6 8-6M5 15c5-5 7 4 12-2s6-4 9-6"/><path stroke="#cf8617" d="M8 27c4-6 8 0 11-5s5-3 7-5"/></g><circle cx="12" cy="11" r="2" fill="#c76a2b"/><circle cx="22" cy="22" r="2" fill="#7fa63e"/>',
  samosa:
    '<path fill="#e9ab4c" d="M16 4c4 6 10 13 13 20-8 4-18 4-26 0C6 17 12 10 16 4"/><path fill="#cd8a2c" d="M16 4c4 6 10 13 13 20-3 1.5-6 2.5-10 2.8C21 19 20 12 16 4"/><path fill="#f5c775" d="M14 10c-3 4-5 8-7 12 1-5 3-9 7-12"/>',
  incense:
    '<path stroke="#7b4a28" stroke-width="1.6" stroke-linecap="round" d="M9 29 14 10M16 29V8M23 29 18 10"/><g fill="#f0602f"><circle cx="14" cy="10" r="1.5"/><circle cx="16" cy="8" r="1.5"/><circle cx="18" cy="10" r="1.5"/></g><path fill="none" stroke="#b9b3c7" stroke-width="1.5" stroke-linecap="round" d="M16 5c-2-2 2-2 0-4M20 7c2-2-1-3 1-5"/><rect x="7" y="26" width="18" height="4" rx="2" fill="#c98a3a"/>',
  container:
    '<rect x="5" y="6" width="22" height="6" rx="2" fill="#3f7fd1"/><path fill="#bfe0f7" d="M7 12h18v14a3 3 0 0 1-3 3H10a3 3 0 0 1-3-3z"/><path fill="#94c6ea" d="M20 12h5v14a3 3 0 0 1-3 3h-3c1-5 2-11 1-17"/><path fill="#fff" fill-opacity=".7" d="M10 15h2v10h-2z"/>',
  'steel-bowl':
    '<path fill="#cfd6dc" d="M3 12h26c0 9-5 15-9 16h-8C8 27 3 21 3 12"/><path fill="#aab4bd" d="M22 12h7c0 9-5 15-9 16h-4c4-3 6-9 6-16"/><ellipse cx="16" cy="12" rx="13" ry="3.5" fill="#e9eef2"/><ellipse cx="16" cy="12.5" rx="10.5" ry="2.3" fill="#b7c1ca"/>',
  'pressure-cooker':
    '<rect x="1" y="13" width="9" height="3.5" rx="1.7" fill="#37393d"/><path fill="#cdd4da" d="M7 12h20v12a4 4 0 0 1-4 4H11a4 4 0 0 1-4-4z"/><path fill="#a8b2bb" d="M21 12h6v12a4 4 0 0 1-4 4h-4c2-4 3-10 2-16"/><path fill="#e4e9ed" d="M7 12c1-3 5-5 10-5s9 2 10 5z"/><rect x="15" y="3" width="4" height="5" rx="1" fill="#37393d"/>',
  kadai:
    '<path fill="#3d4046" d="M3 13h26c0 8-6 14-13 14S3 21 3 13"/><path fill="#2a2c31" d="M22 13h7c0 8-6 14-13 14 5-3 7-8 6-14"/><ellipse cx="16" cy="13" rx="13" ry="3" fill="#5a5e66"/><path fill="none" stroke="#2a2c31" stroke-width="2" d="M3 14c-3 0-3-5 1-4M29 14c3 0 3-5-1-4"/>',
  pan: '<rect x="19" y="14" width="13" height="4" rx="2" fill="#6b3f22"/><circle cx="12" cy="16" r="11" fill="#34373d"/><circle cx="12" cy="16" r="8.5" fill="#4a4e56"/><path fill="#fff" fill-opacity=".15" d="M6 13c2-4 6-5 9-4-4 0-7 2-9 4"/>',
  mug: '<path fill="none" stroke="#d9605a" stroke-width="3" d="M23 12c7-1 7 10 0 10"/><path fill="#f0766f" d="M5 8h19v15a5 5 0 0 1-5 5h-9a5 5 0 0 1-5-5z"/><path fill="#d9605a" d="M19 8h5v15a5 5 0 0 1-5 5h-3c3-4 4-13 3-20"/>',
  glass:
    '<path fill="#d7eefb" d="M7 4h18l-2 24H9z"/><path fill="#7cc4f0" d="M8 13h16l-1 15H9z"/><path fill="#58aee0" d="M20 13h4l-1 15h-4z"/><path fill="#fff" fill-opacity=".7" d="M10 7h2l1 18h-2z"/>',
  'water-bottle': flask('#6ec1ee', '#46a3d8', '#2d6fa8'),
  'steel-bottle': flask('#cfd6dc', '#a6b1ba', '#44505c'),
  'perfume-bottle':
    '<rect x="13" y="2" width="6" height="6" rx="1" fill="#c99a3c"/><rect x="12" y="8" width="8" height="3" fill="#e4bd67"/><rect x="6" y="11" width="20" height="18" rx="3" fill="#f4b6c8"/><path fill="#e48aa6" d="M20 11h3a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3h-4c2-5 2-12 1-18"/><rect x="10" y="17" width="12" height="7" rx="1" fill="#fff" fill-opacity=".75"/>',
  diaper:
    '<path fill="#fff" d="M3 7h26v6c-5 1-9 6-9 13h-8c0-7-4-12-9-13z"/><path fill="#dbe9f7" d="M20 26c0-7 4-12 9-13V9c-7 1-12 7-13 17z"/><path fill="#8cc5f2" d="M3 7h26v3H3z"/><path fill="#f7a8b8" d="M16 20c-3-2-4-4-2.5-5.5 1-.8 2-.3 2.5.7 .5-1 1.5-1.5 2.5-.7C20 16 19 18 16 20"/>',
  pad: '<rect x="10" y="2" width="12" height="28" rx="6" fill="#fff"/><rect x="5" y="11" width="22" height="10" rx="4" fill="#fbe0ea"/><rect x="12.5" y="5" width="7" height="22" rx="3.5" fill="#f9c3d6"/>',
  mop: '<path stroke="#9a6a3c" stroke-width="2.5" stroke-linecap="round" d="M22 2 15 19"/><path fill="#3f8fd2" d="m10 17 10 4-1 3-10-4z"/><path fill="#f0f4f7" d="M9 20l10 4c0 3-1 5-2 6l-3-2-2 2-2-3-3 1c0-3 1-6 2-8"/>',
  dustbin:
    '<path fill="#4aa36b" d="M6 10h20l-2 18a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2z"/><path fill="#34855a" d="M20 10h6l-2 18a2 2 0 0 1-2 2h-4c2-6 3-13 2-20"/><rect x="4" y="6" width="24" height="5" rx="2" fill="#5fbb80"/><rect x="12" y="3" width="8" height="4" rx="2" fill="#34855a"/>',
  plate:
    '<circle cx="16" cy="16" r="14" fill="#eef3f7"/><circle cx="16" cy="16" r="14" fill="none" stroke="#cfd9e2" stroke-width="1.5"/><circle cx="16" cy="16" r="9" fill="#fff" stroke="#d9e2ea"/><path fill="none" stroke="#7fb0d8" stroke-width="1.2" d="M5 16a11 11 0 0 1 22 0"/>',
  storage:
    '<path fill="#e7a85f" d="M3 12h26l-3 16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2z"/><path fill="#cf8b3f" d="M23 12h6l-3 16a2 2 0 0 1-2 2h-5z"/><path stroke="#b5712b" stroke-width="1.5" d="M5 18h22M6 23h20"/><rect x="2" y="9" width="28" height="4" rx="2" fill="#f2c186"/>',
  shampoo: flask('#a98be0', '#8562c9', '#fff'),
  comb: '<path fill="#7d4a2a" d="M2 9h28v6H2z"/><path fill="#94593a" d="M4 15h2v9H4zm4 0h2v9H8zm4 0h2v9h-2zm4 0h2v9h-2zm4 0h2v9h-2zm4 0h2v9h-2z"/>',
  match:
    '<rect x="4" y="14" width="24" height="14" rx="2" fill="#d8402c"/><rect x="4" y="19" width="24" height="5" fill="#f7d98b"/><path stroke="#e2b873" stroke-width="2" d="M10 14V5M16 14V4M22 14V6"/><g fill="#7a1f1a"><circle cx="10" cy="5" r="2"/><circle cx="16" cy="4" r="2"/><circle cx="22" cy="6" r="2"/></g>',
}
