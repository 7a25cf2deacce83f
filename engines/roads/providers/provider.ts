import type { Matrix, Mode, Place, Point, Route, RouteOptions, Snap } from '../port.ts'

/**
 * A maps provider that is asked over HTTP. Throws `TransientError` while it is away, `ProviderRefusal` for what it will not do, and the
 * `roads/…` problems of the port.
 */
export interface RoadsProvider {
  readonly name: string
  /** To be shown wherever something of it is shown. */
  readonly attribution: string
  /** The ways of travelling that it is asked for; the own map answers for the others. */
  readonly modes: readonly Mode[]
  /** What one call may hold, so that it fits into one request of the provider. */
  readonly block: { readonly from: number; readonly to: number; readonly routePoints: number }
  /** Whether it says which points it finds no street for: `offMap` of a matrix, `roads/off-map` of a route. Else all that it says is that there is no way. */
  readonly tellsOffMap: boolean
  matrix(from: readonly Point[], to: readonly Point[], mode: Mode): Promise<Matrix>
  route(points: readonly Point[], options: RouteOptions & { mode: Mode }): Promise<Route>
  snap?(point: Point): Promise<Snap | null>
  reverse?(point: Point): Promise<Place | null>
  geocode?(text: string, near?: Point): Promise<Place[]>
}
