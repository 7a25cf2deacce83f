import type { TValidationError } from 'typebox/error'
import { catalogue } from '../../../contracts/catalogue.ts'
import type { FileFault, ImportNote, ImportRowCode, ImportRowReason, Reasoned } from '../../../contracts/reasons.ts'

export interface Refused {
  readonly verdict: 'refused'
  readonly code: ImportRowCode
  /** In English, for programs that read no reasons and for rows in a log. */
  readonly message: string
  readonly details: Reasoned
}

type Values = Readonly<Record<string, string | number | string[]>>

/** A row that is not taken, with what a sentence about it names. */
export const refused = <Code extends ImportRowCode>(
  code: Code,
  reason: ImportRowReason<Code>,
  message: string,
  values: Values = {},
): Refused => ({ verdict: 'refused', code, message, details: { ...values, reason } })

/** What is told of a row that was taken. */
export const noted = (reason: ImportNote, message: string, values: Values) => ({
  message,
  details: { ...values, reason },
})

/** A file that is no table as it must be. */
export const badFile = (reason: FileFault, detail?: string, values: Values = {}) =>
  catalogue('catalogue/bad-file', { ...(detail === undefined ? {} : { detail }), details: { ...values, reason } })

/** A cell as a refusal quotes it: whoever sent it knows it by its beginning. */
export const quoted = (cell: string | undefined): string => {
  const text = cell ?? ''
  return text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text
}

/** Columns of files by the fields of `ProductInput` that are called otherwise. */
const columnOf: Readonly<Record<string, string>> = {
  nameHi: 'name_hi',
  categoryPath: 'category',
  descriptionHi: 'description_hi',
  gstBasisPoints: 'gst',
  'netQuantity/value': 'net_quantity',
  'netQuantity/unit': 'net_unit',
  maxPerOrder: 'max_per_order',
  attributesHi: 'attributes_hi',
}
/** Columns whose numbers stand in hundredths in the field. */
const hundredths = ['mrp', 'price', 'gst']

/** A row whose product has not the right shape, by the first thing that is wrong with it. */
export function misshapen(
  message: string,
  { keyword, params, instancePath }: Pick<TValidationError, 'keyword' | 'params' | 'instancePath'>,
): Refused {
  const path = instancePath.slice(1)
  const [first = ''] = path.split('/')
  const field = columnOf[path] ?? columnOf[first] ?? first
  const { limit, type, allowedValues } = params as { limit?: number; type?: string; allowedValues?: unknown[] }
  const values = {
    field,
    ...(limit === undefined ? {} : { limit: hundredths.includes(field) ? limit / 100 : limit }),
    ...(keyword === 'enum' && allowedValues ? { names: allowedValues.map(String) } : {}),
  }
  const reason =
    keyword === 'type' && type === 'integer' && !hundredths.includes(field)
      ? 'not-whole'
      : (reasons[keyword] ?? 'not-valid')
  return refused('request/invalid', reason, message, values)
}

/** By keywords of JSON Schema. */
const reasons: Readonly<Record<string, ImportRowReason<'request/invalid'>>> = {
  minLength: 'empty',
  maxLength: 'too-long',
  maxItems: 'too-many',
  maxProperties: 'too-many',
  type: 'not-a-number',
  minimum: 'too-small',
  exclusiveMinimum: 'not-above',
  maximum: 'too-large',
  enum: 'not-one-of',
}
