const dayMinutes = 1_440
const two = (value: number) => String(value).padStart(2, '0')

/** Minutes after midnight as a time field shows them; past midnight it is the next day's clock. */
export const clockOf = (minutes: number): string => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`

export const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))

/** A close that is not after its opening is on the next day. */
export const closeAfter = (open: number, close: number): number => {
  const clock = close % dayMinutes
  return clock > open ? clock : clock + dayMinutes
}

export const clockField = 'num min-h-10 rounded-md border-[1.5px] border-line-strong bg-card px-2 text-sm'
