import type { Tags } from '../osm/elements.ts'
import { Column } from './column.ts'
import type { Places } from './data.ts'
import { classifyPlace, isHouseNumber, placeClasses } from './place-classes.ts'
import type { Strings } from './strings.ts'

type Features = { start: Column<Uint32Array>; refs: Column<Uint32Array> }

/** Gathers what has a name or a house number while the map is read. */
export function collectPlaces(strings: Strings) {
  const out = {
    cls: new Column(Uint8Array),
    latE7: new Column(Int32Array),
    lngE7: new Column(Int32Array),
    name: new Column(Uint32Array),
    house: new Column(Uint32Array),
    street: new Column(Uint32Array),
    suburb: new Column(Uint32Array),
  }
  /** Ways wait for their points, which may come later in the file. */
  const waiting = new Map<number, NonNullable<Tags>>()
  const cities = new Map<string, number>()

  function add(tags: NonNullable<Tags>, latE7: number, lngE7: number): void {
    let cls = classifyPlace(tags)
    if (!cls) return
    let name = tags['name:en'] ?? tags.name ?? tags['addr:housename'] ?? ''
    let house = tags['addr:housenumber']
    if ((cls === 'building' || cls === 'other') && isHouseNumber(name)) {
      house ??= name
      name = ''
      cls = 'address'
    }
    if (tags['addr:city']) countCity(tags['addr:city'], 1)
    if (cls === 'city' && tags.name) countCity(tags['name:en'] ?? tags.name, 1_000_000)
    out.cls.push(placeClasses.indexOf(cls))
    out.latE7.push(latE7)
    out.lngE7.push(lngE7)
    out.name.push(strings.add(name))
    out.house.push(strings.add(house))
    out.street.push(strings.add(tags['addr:street'] ?? tags['addr:place'] ?? tags['addr:block']))
    out.suburb.push(strings.add(tags['addr:suburb'] ?? tags['addr:neighbourhood']))
  }

  function countCity(name: string, weight: number): void {
    cities.set(name, (cities.get(name) ?? 0) + weight)
  }

  return {
    addNode: add,
    addWay(tags: NonNullable<Tags>, way: number): void {
      if (classifyPlace(tags)) waiting.set(way, tags)
    },
    /** Puts a way's place in the middle of its points. */
    placeWay(
      way: number,
      features: Features,
      feature: number,
      lngE7: Column<Int32Array>,
      latE7: Column<Int32Array>,
    ): void {
      const tags = waiting.get(way)
      if (!tags) return
      const first = features.start.at(feature)
      const last = features.refs.length - 1
      // A ring names its first point twice; it must not count twice.
      const end = features.refs.at(first) === features.refs.at(last) ? last - 1 : last
      let lat = 0
      let lng = 0
      for (let r = first; r <= end; r++) {
        lat += latE7.at(features.refs.at(r))
        lng += lngE7.at(features.refs.at(r))
      }
      const count = end - first + 1
      add(tags, Math.round(lat / count), Math.round(lng / count))
    },
    city: () => [...cities].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '',
    finish(): Places {
      return {
        cls: out.cls.finish(),
        latE7: out.latE7.finish(),
        lngE7: out.lngE7.finish(),
        name: out.name.finish(),
        house: out.house.finish(),
        street: out.street.finish(),
        suburb: out.suburb.finish(),
      }
    },
  }
}
