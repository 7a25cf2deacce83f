/** What a dashboard is made of, as far as ours need it: rows of panels, each with queries in PromQL. */

export type Unit = 'short' | 's' | 'percentunit' | 'reqps' | 'bytes' | 'opm' | 'dateTimeFromNow'

export interface Query {
  readonly expr: string
  /** How a line is called; labels in double braces. */
  readonly legend: string
}

export interface Panel {
  readonly title: string
  /** What it says and when to worry. */
  readonly about: string
  readonly unit: Unit
  readonly kind?: 'timeseries' | 'stat'
  readonly stacked?: boolean
  readonly queries: readonly Query[]
}

export interface Row {
  readonly title: string
  readonly panels: readonly Panel[]
}

export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly rows: readonly Row[]
}

const columns = 24
const heightOf = (panel: Panel): number => (panel.kind === 'stat' ? 4 : 8)
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana's
const source = { type: 'prometheus', uid: '${source}' }

/** Panels of a row side by side: stats narrow, graphs three to a line. */
function place(rows: readonly Row[]) {
  const placed: object[] = []
  let y = 0
  let id = 1
  for (const row of rows) {
    placed.push({
      id,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y, w: columns, h: 1 },
      panels: [],
    })
    id += 1
    y += 1
    let x = 0
    let lineHeight = 0
    for (const panel of row.panels) {
      const w = panel.kind === 'stat' ? 4 : 8
      if (x + w > columns) {
        x = 0
        y += lineHeight
        lineHeight = 0
      }
      placed.push(asGrafana(panel, { id, x, y, w, h: heightOf(panel) }))
      id += 1
      x += w
      lineHeight = Math.max(lineHeight, heightOf(panel))
    }
    y += lineHeight
  }
  return placed
}

function asGrafana(panel: Panel, { id, ...gridPos }: { id: number; x: number; y: number; w: number; h: number }) {
  const isStat = panel.kind === 'stat'
  return {
    id,
    type: panel.kind ?? 'timeseries',
    title: panel.title,
    description: panel.about,
    datasource: source,
    gridPos,
    fieldConfig: {
      defaults: {
        unit: panel.unit,
        min: 0,
        ...(isStat
          ? {}
          : {
              custom: {
                fillOpacity: panel.stacked ? 30 : 8,
                lineWidth: 1,
                showPoints: 'never',
                ...(panel.stacked ? { stacking: { mode: 'normal' } } : {}),
              },
            }),
      },
      overrides: [],
    },
    options: isStat
      ? { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, colorMode: 'value', graphMode: 'area' }
      : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: panel.queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: source,
      expr,
      legendFormat: legend,
      range: true,
    })),
  }
}

/** The dashboard as Grafana reads it from a file. */
export function toGrafana({ uid, title, rows }: Dashboard) {
  return {
    uid,
    title,
    tags: ['tokri'],
    timezone: 'browser',
    editable: true,
    refresh: '30s',
    schemaVersion: 39,
    time: { from: 'now-3h', to: 'now' },
    templating: {
      list: [
        { name: 'source', label: 'Source', type: 'datasource', query: 'prometheus', current: {} },
        {
          name: 'target',
          label: 'Target',
          type: 'query',
          datasource: source,
          query: { query: 'label_values(up{job="tokri"}, target)', refId: 'target' },
          refresh: 2,
          includeAll: true,
          allValue: '.*',
          multi: true,
          current: { text: 'All', value: '$__all' },
        },
      ],
    },
    annotations: { list: [] },
    links: [
      { type: 'dashboards', tags: ['tokri'], title: 'Tokri', asDropdown: true, includeVars: true, keepTime: true },
    ],
    panels: place(rows),
  }
}
