import { useLanguage } from './i18n/i18n.tsx'

interface Named<Name> {
  readonly name: Name
  readonly nameHi?: string
}

/** What a product or category is called in the language that is chosen, or what is said of it; its name where it has none there. */
export function useName(): <Name extends string | undefined>(named: Named<Name>) => Name | string {
  const language = useLanguage()
  return ({ name, nameHi }) => (language === 'hi' && nameHi ? nameHi : name)
}
