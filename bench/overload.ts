import { overload } from '../kit/testing/overload.ts'

/**
 * npm run bench:overload: what a process serves at once and five times what it can do, with and without refusing. Each
 * request keeps it busy for 5 ms, so it can do 200 a second.
 */
const seconds = Number(process.argv[2] ?? 10)
const workMs = 5
const row = (cells: (string | number)[]) =>
  process.stdout.write(`${cells.map((each) => String(each).padStart(12)).join('')}\n`)

row(['load', 'refusing', 'good/s', 'p99 ms', 'shed', 'late', 'orders', 'in time', 'refused'])
for (const times of [1, 5])
  for (const shed of [false, true]) {
    const found = await overload({ times, workMs, seconds, shed })
    const { inTime, taken, refused } = found.orders
    row([
      `${times}x`,
      shed ? 'yes' : 'no',
      Math.round(found.goodPerS),
      Math.round(found.p99Ms),
      found.shed,
      found.late,
      taken,
      inTime,
      refused,
    ])
  }
