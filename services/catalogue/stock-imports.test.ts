import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ImportFile, ImportRow } from '../../contracts/catalogue.ts'
import { MoveStock } from '../../contracts/stores.ts'
import { expect, injecting, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { openShop, type Person, type Product, type Shop } from '../../tests/shop.ts'

let house: TestHouse
let send: Send
let shop: Shop
let manager: Person
let picker: Person

before(async () => {
  house = await testHouse()
  send = injecting(house.gateway!)
  shop = await openShop({ call: house.call, send })
  manager = await shop.staff('manager')
  picker = await shop.staff('picker')
})
after(() => house[Symbol.asyncDispose]())

const fileOf = async (id: string, state: string): Promise<ImportFile> =>
  eventually(`the import is ${state}`, async () => {
    const file: ImportFile = expect(await send('GET', `/v1/admin/imports/${id}`, { token: manager.token }), 200)
    return file.state === state && file
  })
const rowsOf = async (id: string): Promise<ImportRow[]> =>
  expect(await send('GET', `/v1/admin/imports/${id}/rows`, { token: manager.token }), 200).items

async function previewed(csv: string): Promise<string> {
  const answer = await house.gateway!.inject({
    method: 'POST',
    url: '/v1/admin/imports?kind=stock&fileName=count.csv',
    headers: { authorization: `Bearer ${manager.token}`, 'content-type': 'text/csv' },
    payload: csv,
  })
  assert.equal(answer.statusCode, 201, answer.body)
  await fileOf(answer.json().id, 'checked')
  return answer.json().id
}

async function applied(id: string): Promise<ImportFile> {
  expect(await send('POST', `/v1/admin/imports/${id}/apply`, { token: manager.token }), 202)
  return fileOf(id, 'applied')
}

test('what is sold between the preview of a count and its use stays sold, and what somebody else counted stands', async () => {
  const skus = ['TEA', 'SALT', 'SOAP', 'GHEE']
  const [tea, salt, soap, ghee] = (await shop.stocked(
    skus.map((sku) => ({ sku })),
    10,
  )) as [Product, Product, Product, Product]
  const id = await previewed(`store,sku,quantity\nlake,TEA,25\nlake,SALT,25\nlake,SOAP,2\nlake,GHEE,25`)
  assert.deepEqual(
    (await rowsOf(id)).map(({ verdict, changes }) => [verdict, changes[0]!.from, changes[0]!.to]),
    [
      ['changed', '10', '25'],
      ['changed', '10', '25'],
      ['changed', '10', '2'],
      ['changed', '10', '25'],
    ],
  )
  const order = await shop.bought(await shop.customer(), [[tea, 3]])
  await shop.pick(picker, order.id)
  await shop.bought(await shop.customer(), [[soap, 8]])
  const moves = [{ storeId: shop.storeId, productId: salt.id, kind: 'count' as const, quantity: 9 }]
  await house.call(MoveStock, { batchId: 'by hand', actor: 'system:test', moves })

  assert.equal((await applied(id)).counts.refused, 2)
  const onHand = await Promise.all([tea, salt, soap, ghee].map(async (each) => (await shop.level(each)).onHand))
  assert.deepEqual(onHand, [22, 9, 10, 25])
  const rows = await rowsOf(id)
  assert.deepEqual(
    rows.map((row) => [row.applied, row.code, row.changes[0]!.from, row.changes[0]!.to]),
    [
      [true, undefined, '7', '22'],
      [false, 'catalogue/changed-since', '10', '25'],
      [false, 'stores/stock-below-reserved', '10', '2'],
      [true, undefined, '10', '25'],
    ],
  )
  assert.equal(rows[0]!.message, '3 sold since the preview')
})

test('of two files with the same count the second changes nothing', async () => {
  const [rice] = (await shop.stocked([{ sku: 'RICE' }], 4)) as [Product]
  const csv = 'store,sku,quantity\nlake,RICE,12'
  const [first, second] = [await previewed(csv), await previewed(csv)]
  await applied(first)
  assert.equal((await applied(second)).counts.refused, 1)
  assert.equal((await shop.level(rice)).onHand, 12)
})
