import type { AttributesHi } from '../../../../contracts/catalogue.ts'

/** Attributes of the demo's products in Hindi, by their English names and values. */
export const attributesHiOf = (attributes: Readonly<Record<string, string>>): AttributesHi =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      const known = attributeWords[name]
      return known ? [[name, { name: known.name, value: known.say(value) }]] : []
    }),
  )

const oneOf =
  (words: Readonly<Record<string, string>>) =>
  (value: string): string =>
    words[value] ?? value

const attributeWords: Readonly<Record<string, { name: string; say(value: string): string }>> = {
  Diet: {
    name: 'आहार',
    say: oneOf({ Vegetarian: 'शाकाहारी', 'Non-vegetarian': 'मांसाहारी', 'Contains egg': 'अंडे वाला' }),
  },
  Storage: {
    name: 'कहाँ रखें',
    say: oneOf({ Ambient: 'सामान्य तापमान पर', Chilled: 'फ़्रिज में', Frozen: 'फ़्रीज़र में' }),
  },
  'Shelf life': { name: 'कब तक चलेगा', say: (value) => value.replace(/days?$/, 'दिन') },
  Allergens: {
    name: 'एलर्जी वाली चीज़ें',
    say: (value) =>
      value === 'May contain milk'
        ? 'दूध हो सकता है'
        : value.replace(/[A-Za-z]+( [a-z]+)*/g, (word) => allergens[word.toLowerCase()] ?? word),
  },
  'Country of origin': {
    name: 'मूल देश',
    say: oneOf({
      India: 'भारत',
      'New Zealand': 'न्यूज़ीलैंड',
      Tanzania: 'तंज़ानिया',
      Italy: 'इटली',
      Peru: 'पेरू',
      Spain: 'स्पेन',
      'United States': 'अमेरिका',
      Iran: 'ईरान',
      'United Arab Emirates': 'संयुक्त अरब अमीरात',
      Afghanistan: 'अफ़ग़ानिस्तान',
      Egypt: 'मिस्र',
      Vietnam: 'वियतनाम',
    }),
  },
}

const allergens: Readonly<Record<string, string>> = {
  milk: 'दूध',
  soya: 'सोया',
  wheat: 'गेहूँ',
  gluten: 'ग्लूटेन',
  egg: 'अंडा',
  oats: 'जई',
  barley: 'जौ',
  'barley malt': 'जौ का माल्ट',
  mustard: 'सरसों',
  sesame: 'तिल',
  peanut: 'मूँगफली',
  'tree nuts': 'मेवे',
  cashew: 'काजू',
  almond: 'बादाम',
  walnut: 'अखरोट',
  pistachio: 'पिस्ता',
  hazelnut: 'हेज़लनट',
  fish: 'मछली',
  crustaceans: 'झींगे और केकड़े',
  molluscs: 'सीप और घोंघे',
}
