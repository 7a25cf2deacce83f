import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { phoneticKey } from './phonetic.ts'
import { takeSizes } from './sizes.ts'
import { parseSynonyms, readSynonyms } from './synonyms.ts'
import { wordsOf } from './words.ts'

describe('words', () => {
  it('reads names as they come from shops', () => {
    assert.deepEqual(wordsOf('Café&nbsp;Cookies – <b>Kellogg’s</b> 500g'), ['cafe', 'cooky', 'kellogg', '500', 'g'])
    assert.deepEqual(wordsOf('Tomatoes, dishes & biscuits'), ['tomato', 'dish', 'biscuit'])
    assert.deepEqual(wordsOf(''), [])
    assert.deepEqual(wordsOf('<<<>>> &#0; 🍅'), [])
  })

  it('writes Devanagari in Latin letters that sound the same', () => {
    const same = {
      दूध: 'doodh',
      आटा: 'atta',
      पालक: 'palak',
      चावल: 'chawal',
      प्याज़: 'pyaz',
      अमूल: 'amul',
      नमक: 'namak',
      नींबू: 'nimbu',
      सांभर: 'sambar',
      संतरा: 'santra',
    }
    for (const [written, spoken] of Object.entries(same)) {
      assert.equal(phoneticKey(wordsOf(written)[0]!), phoneticKey(spoken), written)
    }
  })
})

describe('phonetic key', () => {
  it('joins the spellings of one word', () => {
    const spellings = [
      'atta aata',
      'dhaniya dhania',
      'ghee ghi',
      'paneer panir',
      'zeera jeera',
      'sabzi sabji',
      'moong mung',
    ]
    spellings.push('vada wada', 'idli idly', 'coffee cofee', 'phool fool', 'chole chhole', 'poori puri', 'maggi maggie')
    for (const pair of spellings) {
      const [a = '', b = ''] = pair.split(' ')
      assert.equal(phoneticKey(a), phoneticKey(b), pair)
    }
  })

  it('keeps apart words that differ', () => {
    for (const pair of ['dal dahi', 'methi mathri', 'curd card', 'rava ravi', 'til tel', 'chana chini']) {
      const [a = '', b = ''] = pair.split(' ')
      assert.notEqual(phoneticKey(a), phoneticKey(b), pair)
    }
  })
})

describe('sizes', () => {
  it('finds sizes in base units and takes them out', () => {
    assert.deepEqual(takeSizes('atta 5kg'), { sizes: [{ unit: 'g', amount: 5000 }], rest: 'atta  ' })
    assert.deepEqual(takeSizes('1.5 L cola').sizes, [{ unit: 'ml', amount: 1500 }])
    assert.deepEqual(
      takeSizes('soap 6x70 g').sizes.map(({ amount }) => amount),
      [70, 420],
    )
    assert.deepEqual(takeSizes('2 dozen eggs').sizes, [{ unit: 'pc', amount: 24 }])
  })

  it('leaves other numbers alone', () => {
    for (const text of ['7 up', '24 mantra atta', 'vitamin b12', '2 minute noodles', 'no. 1']) {
      assert.deepEqual(takeSizes(text), { sizes: [], rest: text }, text)
    }
  })
})

describe('synonyms', () => {
  it('reads equal names, near names and names that only lead here', () => {
    const synonyms = parseSynonyms('# comment\n\nwater, jal, >pani ~ soda water\n')
    const from = (text: string) => synonyms.of(wordsOf(text)).map(({ words }) => words.join(' '))
    assert.deepEqual(from('water'), ['jal', 'soda water'])
    assert.deepEqual(from('pani'), ['water', 'jal', 'soda water'])
    assert.deepEqual(from('soda water'), [])
    assert.deepEqual(from('juice'), [])
  })

  it('ships a grocer’s vocabulary', () => {
    const synonyms = readSynonyms()
    assert.ok(synonyms.groups >= 250, `${synonyms.groups} groups`)
    const pairs = { haldi: 'turmeric', palak: 'spinach', dahi: 'curd', 'shimla mirch': 'capsicum', kanda: 'onion' }
    for (const [asked, meant] of Object.entries(pairs)) {
      assert.ok(
        synonyms.of(wordsOf(asked)).some(({ words }) => words.join(' ') === meant),
        asked,
      )
    }
  })
})
