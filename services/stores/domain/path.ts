import type { Zone } from '../../../contracts/catalogue.ts'
import type { Location } from '../../../contracts/stores.ts'

const shape = /^([A-Za-z]{1,4})[ -]?(\d{1,4})(?:[ -]([A-Za-z0-9]{1,6}))?$/

/** What a bin says: `A03-7` is aisle A, bay 3, place 7. Undefined for bins that are named otherwise. */
export function locationOf(bin: string | null): Location | undefined {
  const [, aisle, bay, place = ''] = shape.exec(bin?.trim() ?? '') ?? []
  return aisle === undefined ? undefined : { aisle: aisle.toUpperCase(), bay: Number(bay), bin: place }
}

const zoneOrder: Record<Zone, number> = { ambient: 0, chilled: 1, frozen: 2 }
const text = new Intl.Collator('en', { numeric: true })

interface Stop {
  readonly bin: string | null
  readonly zone?: Zone
}

/**
 * The way through the store: what is cold comes late and what is frozen last; within a zone aisle after aisle, up the
 * first, down the second and so on, so that nobody walks an aisle back empty. What has no known place ends its zone.
 */
export function walkOf<Line extends Stop>(lines: readonly Line[]): Line[] {
  const placed = lines.map((line) => ({ line, zone: line.zone ?? 'ambient', at: locationOf(line.bin) }))
  return [...Map.groupBy(placed, ({ zone }) => zone)]
    .sort(([one], [other]) => zoneOrder[one] - zoneOrder[other])
    .flatMap(([, here]) => {
      const aisles = [...Map.groupBy(here, ({ at }) => at?.aisle)]
        .filter(([aisle]) => aisle !== undefined)
        .sort(([one], [other]) => text.compare(one!, other!))
        .flatMap(([, stops], index) => {
          const up = stops.sort((a, b) => a.at!.bay - b.at!.bay || text.compare(a.at!.bin, b.at!.bin))
          return index % 2 === 0 ? up : up.reverse()
        })
      const nowhere = here.filter(({ at }) => !at).sort((a, b) => text.compare(a.line.bin ?? '~', b.line.bin ?? '~'))
      return [...aisles, ...nowhere].map(({ line }) => line)
    })
}
