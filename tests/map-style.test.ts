import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapStyle } from '../engines/roads/index.ts'
import { styleValue } from '../web/shared/map/still/values.ts'

/** Lists that are no expressions: the picture takes them as they are. */
const lists = ['text-font', 'line-dasharray']

test('the picture of a map knows every expression of our style, at each zoom and for whatever is on the map', () => {
  const classes = ['trunk', 'residential', 'river', 'metro', 'park', 'water', 'suburb', 'city']
  const all = classes.map((each) => ({ class: each, name: 'Lane', number: '7', rank: 2 }))
  const things = [{}, ...all, { bridge: true, oneway: -1 }, { tunnel: true, oneway: 1 }]
  for (const theme of ['light', 'dark'] as const) {
    for (const { id, filter, paint, layout } of mapStyle({ tilesUrl: '', theme }).layers) {
      const values = Object.entries({ filter, ...(paint as object), ...(layout as object) })
      for (const [name, expression] of values.filter(([each]) => !lists.includes(each)))
        for (const properties of things)
          for (const zoom of [9, 12.4, 15, 19]) {
            const value = styleValue(expression, { zoom, properties })
            assert.ok(!Array.isArray(value) && !Number.isNaN(value), `${id} ${name}: ${JSON.stringify(value)}`)
          }
    }
  }
})
