const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
]
/** In the order of asking: most browsers call themselves by the names of others as well. */
const browsers: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const found = (table: [RegExp, string][], text: string) => table.find(([pattern]) => pattern.test(text))?.[1]

/** `Chrome, Android` out of a User-Agent; what is no browser is called as it calls itself. */
export function deviceName(userAgent: string): string {
  const name = [found(browsers, userAgent), found(systems, userAgent)].filter(Boolean).join(', ')
  return name || (userAgent.split(/[\s/]/)[0] ?? '').slice(0, 40) || '?'
}

export const isPhone = (userAgent: string): boolean => /iPhone|Android|Mobile/.test(userAgent)
