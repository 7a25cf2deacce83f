import { useLanguage } from './i18n/i18n.tsx'

interface Named {
  readonly name: string
  readonly nameHi?: string
}

/** What a product or category is called in the language that is chosen; its name where it has none there. */
export function useName(): (named: Named) => string {
  const language = useLanguage()
  return ({ name, nameHi }) => (language === 'hi' && nameHi ? nameHi : name)
}
