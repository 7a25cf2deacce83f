/** Fields of a row, smaller than those of a form. */
export const rowField =
  'num min-h-10 rounded-md border-[1.5px] border-line-strong bg-card px-2 text-sm aria-invalid:border-bad'
