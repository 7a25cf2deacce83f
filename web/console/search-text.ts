/** Text of a page's address. What looks like a number is read as one there: a phone, a barcode. */
export const searchText =
  (charsMax: number) =>
  (value: unknown): string | undefined =>
    (typeof value === 'string' && value !== '') || typeof value === 'number'
      ? String(value).slice(0, charsMax)
      : undefined
