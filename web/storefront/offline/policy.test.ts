import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Asked, documentOf, keptUnder, policyOf, surplus } from './policy.ts'

const get = (path: string, more: Partial<Asked> = {}) =>
  policyOf({ method: 'GET', path, sameOrigin: true, navigation: false, personal: false, ...more })

describe('the service worker', () => {
  test('opens pages of the storefront from what it keeps, and no others', () => {
    for (const path of ['/', '/category/cat_1', '/orders/ord_1', '/checkout', '/search'])
      assert.equal(get(path, { navigation: true }), 'shell', path)
    for (const path of ['/rider', '/console/live', '/docs', '/v1/cart', '/openapi.json', '/sandbox'])
      assert.equal(get(path, { navigation: true }), 'network', path)
  })

  test('finds the document of a page by its first word', () => {
    assert.equal(documentOf('/category/cat_1'), '/category/index.html')
    assert.equal(documentOf('/orders'), '/orders/index.html')
    assert.equal(documentOf('/'), '/')
  })

  test('keeps the catalogue, pictures and files of the build', () => {
    assert.equal(get('/v1/home'), 'catalogue')
    assert.equal(get('/v1/products/prd_1'), 'catalogue')
    assert.equal(get('/images/products/prd_1.svg'), 'picture')
    assert.equal(get('/assets/start-abc.js'), 'asset')
  })

  test('never touches what is somebody’s own, what changes something, and what is of others', () => {
    for (const path of [
      '/v1/cart',
      '/v1/cart/offers',
      '/v1/orders',
      '/v1/orders/ord_1/tracking',
      '/v1/me',
      '/v1/wallet',
    ])
      assert.equal(get(path), 'network', path)
    assert.equal(get('/v1/offers', { personal: true }), 'network')
    assert.equal(get('/v1/products', { method: 'POST' }), 'network')
    assert.equal(get('/v1/home', { sameOrigin: false }), 'network')
    assert.equal(get('/v1/homes'), 'network')
  })

  test('keeps who serves a place without what is in the cart, and shows that to no cart as its own answer', () => {
    const here = 'https://tokri.example/v1/serviceability?lat=1&lng=2'
    assert.deepEqual(keptUnder(`${here}&items=prd_1%3A2&store=sto_1`), { address: here, isSame: false })
    assert.deepEqual(keptUnder(`${here}&store=sto_1`), { address: here, isSame: true })
    const home = 'https://tokri.example/v1/home?store=sto_1'
    assert.deepEqual(keptUnder(home), { address: home, isSame: true })
  })

  test('lets the oldest go when there are too many', () => {
    assert.deepEqual(surplus([1, 2, 3, 4], 3), [1])
    assert.deepEqual(surplus([1, 2], 3), [])
  })
})
