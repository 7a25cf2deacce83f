import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { chosenOf, daysIn } from './days.ts'

async function withFiles(names: string[], look: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tokri-days-'))
  try {
    for (const name of names) await writeFile(join(folder, name), '')
    await look(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
const filesOf = (...days: string[]) => days.flatMap((each) => [`${each}_orders.csv`, `${each}_couriers.csv`])

test('days are what a folder has orders and couriers of, each learnt on another, and BigBasket’s hours last', () =>
  withFiles([...filesOf('medellin_day_a', 'bogota_day_a'), 'bigbasket_orders.csv', 'README.md'], async (folder) => {
    const days = await daysIn(folder)
    assert.deepEqual(days, [
      { name: 'bogota', files: 'bogota_day_a', learntOn: 'medellin_day_a' },
      { name: 'medellin', files: 'medellin_day_a', learntOn: 'bogota_day_a' },
      { name: 'bigbasket', files: 'bogota_day_a', learntOn: 'medellin_day_a', rhythm: 'bigbasket' },
    ])
    assert.deepEqual(chosenOf(days, 'all'), days)
    assert.deepEqual(
      chosenOf(days, 'bigbasket,bogota').map(({ name }) => name),
      ['bigbasket', 'bogota'],
    )
    assert.throws(() => chosenOf(days, 'lima'), /no day lima: bogota, medellin, bigbasket/)
  }))

test('two days of one city are told apart by their files; one day is not enough', async () => {
  await withFiles(filesOf('bogota_day_a', 'bogota_day_b', 'cali_day_a'), async (folder) => {
    assert.deepEqual(
      (await daysIn(folder)).map(({ name, learntOn }) => [name, learntOn]),
      [
        ['bogota_day_a', 'bogota_day_b'],
        ['bogota_day_b', 'cali_day_a'],
        ['cali', 'bogota_day_a'],
        ['bigbasket', 'bogota_day_b'],
      ],
    )
  })
  await withFiles([...filesOf('bogota_day_a'), 'cali_couriers.csv'], async (folder) => {
    await assert.rejects(daysIn(folder), /has 1 days/)
  })
})
