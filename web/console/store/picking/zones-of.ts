import type { PickTask, Zone } from '../../../api-client/picking.ts'

const order = ['ambient', 'chilled', 'frozen'] as const satisfies readonly Zone[]

/** `2 ambient, 1 frozen` in the language of the page. */
export const zonesOf = (bags: NonNullable<PickTask['zoneBags']>, t: (key: `zone.${Zone}`) => string): string =>
  order
    .filter((zone) => bags[zone] > 0)
    .map((zone) => `${bags[zone]} × ${t(`zone.${zone}`)}`)
    .join(', ')
