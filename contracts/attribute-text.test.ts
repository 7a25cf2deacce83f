import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { attributesHiOf, attributesOf, attributeText, attributeTextHi } from './attribute-text.ts'

const word = fc
  .string({ unit: fc.constantFrom('a', 'ठ', ' ', ':', '|', '\\', '\n'), minLength: 1, maxLength: 8 })
  .map((text) => text.trim())
  .filter(Boolean)
const separators = ['|', '\n'] as const

describe('attributes as text', () => {
  test('are written as people write them', () => {
    assert.equal(attributeText({ Diet: 'Vegan', Cook: '1:30 h' }, '|'), 'Diet: Vegan | Cook: 1:30 h')
    assert.equal(
      attributeTextHi({ Diet: { name: 'आहार', value: 'वीगन' }, Cook: { value: 'x' } }, '\n'),
      'Diet: आहार: वीगन\nCook: : x',
    )
    assert.deepEqual(attributesOf('Diet:Vegan\n\nnothing\n: x\nOrigin :  India ', '\n'), {
      Diet: 'Vegan',
      Origin: 'India',
    })
    assert.deepEqual(attributesHiOf('Diet: आहार |Origin: :भारत|Cook', '|'), {
      Diet: { name: 'आहार' },
      Origin: { value: 'भारत' },
    })
  })

  test('property: whatever signs they hold, they are read as they were written', () => {
    const english = fc.dictionary(word, word, { maxKeys: 4, noNullPrototype: true })
    const hindi = fc.dictionary(
      word,
      fc.oneof(
        word.map((name) => ({ name })),
        word.map((value) => ({ value })),
        fc.tuple(word, word).map(([name, value]) => ({ name, value })),
      ),
      { maxKeys: 4, noNullPrototype: true },
    )
    for (const separator of separators) {
      fc.assert(
        fc.property(english, (all) => assert.deepEqual(attributesOf(attributeText(all, separator), separator), all)),
      )
      fc.assert(
        fc.property(hindi, (all) => assert.deepEqual(attributesHiOf(attributeTextHi(all, separator), separator), all)),
      )
    }
  })
})
