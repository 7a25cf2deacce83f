import type { AttributesHi } from './catalogue.ts'

/**
 * Attributes as one text: in a cell of a file, or one in a line of a form. `Diet: Vegetarian | Storage: Chilled`, and in
 * Hindi, by the English name, `Diet: आहार: शाकाहारी`. A backslash stands before a sign that separates nothing.
 */
type Separator = '|' | '\n'

export const attributeText = (attributes: Readonly<Record<string, string>>, separator: Separator): string =>
  joined(
    Object.entries(attributes).map(([name, value]) => [name, value]),
    separator,
  )

export function attributesOf(text: string, separator: Separator): Record<string, string> {
  const told = split(text, separator).map((entry): [string, string] => {
    const [name = '', ...value] = split(entry, ':')
    return [plain(name), plain(value.join(':'))]
  })
  return Object.fromEntries(told.filter(([name, value]) => name !== '' && value !== ''))
}

export const attributeTextHi = (attributes: AttributesHi, separator: Separator): string =>
  joined(
    Object.entries(attributes).map(([english, { name = '', value = '' }]) => [english, name, value]),
    separator,
  )

export function attributesHiOf(text: string, separator: Separator): AttributesHi {
  const told = split(text, separator).map((entry): [string, AttributesHi[string]] => {
    const [english = '', nameHi = '', ...valueHi] = split(entry, ':')
    const [name, value] = [plain(nameHi), plain(valueHi.join(':'))]
    return [plain(english), { ...(name ? { name } : {}), ...(value ? { value } : {}) }]
  })
  return Object.fromEntries(told.filter(([english, hindi]) => english !== '' && Object.keys(hindi).length > 0))
}

/** Only the last part may hold colons as they are. */
const joined = (entries: readonly (readonly string[])[], separator: Separator): string =>
  entries
    .map((parts) =>
      parts
        .map((part, at) => escaped(part, at === parts.length - 1 ? [separator] : [separator, ':']))
        .join(': ')
        .trim(),
    )
    .join(separator === '|' ? ' | ' : separator)

const escaped = (text: string, signs: readonly string[]): string =>
  [...text].map((sign) => (sign === '\\' || signs.includes(sign) ? `\\${sign}` : sign)).join('')

/** At the sign, where no backslash stands before it; backslashes stay. */
function split(text: string, sign: string): string[] {
  const parts = ['']
  const letters = [...text]
  for (let at = 0; at < letters.length; at++) {
    if (letters[at] === sign) parts.push('')
    else parts.push(parts.pop()! + (letters[at] === '\\' ? letters[at]! + (letters[++at] ?? '') : letters[at]!))
  }
  return parts
}

const plain = (part: string): string =>
  part
    .trim()
    .replace(/\\([\s\S])/g, '$1')
    .trim()
