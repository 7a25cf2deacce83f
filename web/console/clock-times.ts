export const dayMinutes = 1_440
const two = (value: number) => String(value).padStart(2, '0')

/** Minutes after midnight as a time field shows them; past midnight it is the next day's clock. */
export const clockOf = (minutes: number): string => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`

export const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))

/** An end that is not after its beginning is on the next day. */
export const endAfter = (start: number, end: number): number => {
  const clock = end % dayMinutes
  return clock > start ? clock : clock + dayMinutes
}
