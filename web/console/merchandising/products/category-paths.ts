interface Branch {
  id: string
  name: string
  parentId: string | null
}

/** Each category from the top, as it is typed: `Dairy > Milk`. */
export const categoryPaths = (all: readonly Branch[]): string[] => [...new Set(all.map((each) => pathOf(each, all)))]

function pathOf({ name, parentId }: Branch, all: readonly Branch[]): string {
  const parent = all.find(({ id }) => id === parentId)
  return parent ? `${pathOf(parent, all)} > ${name}` : name
}
