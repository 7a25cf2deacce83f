import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { isProblem } from '../api-client/problem.ts'
import { listSavedFilters, putSavedFilter, removeSavedFilter, type SavedFilter } from '../api-client/saved-filters.ts'
import type { Filters } from '../shared/ui/filter-bar.tsx'
import type { SavedFilters } from '../shared/ui/saved-filters.tsx'

/** The filters that a person has kept for a list, on whichever device. */
export function useSavedFilters(page: string): SavedFilters {
  const client = useQueryClient()
  const queryKey = ['saved-filters', page]
  const { data = [], error: unread } = useQuery({ queryKey, queryFn: () => load(page) })
  const onSuccess = () => client.invalidateQueries({ queryKey })
  const keep = useMutation({
    mutationFn: ({ name, filters }: { name: string; filters: Filters }) =>
      putSavedFilter({ page, name, filters: valuesOf(filters) }),
    onSuccess,
  })
  const forget = useMutation({
    mutationFn: removeSavedFilter,
    // There is room again.
    onSuccess: () => {
      keep.reset()
      return onSuccess()
    },
  })
  return {
    items: data,
    keep: (name, filters) => keep.mutateAsync({ name, filters }),
    forget: (id) => forget.mutate(id),
    busy: keep.isPending,
    error: keep.error ?? forget.error ?? unread,
  }
}

const valuesOf = (filters: Filters): Record<string, string> =>
  Object.fromEntries(Object.entries(filters).flatMap(([key, value]) => (value ? [[key, String(value)]] : [])))

async function load(page: string): Promise<SavedFilter[]> {
  const { items } = await listSavedFilters(page)
  return (await moveUp(page, items)) ? (await listSavedFilters(page)).items : items
}

/**
 * Those that this device kept itself, as it did before there was a place for them: once, and what could not be taken now is
 * tried again. A name that the account has stays the account's.
 */
async function moveUp(page: string, known: readonly SavedFilter[]): Promise<boolean> {
  const key = `tokri.filters.${page}`
  const here = onDevice(key)
  if (!here) return false
  const left: unknown[] = []
  let moved = false
  for (const { name, filters } of here) {
    if (known.some((each) => each.name === name)) continue
    try {
      await putSavedFilter({ page, name, filters: valuesOf(filters) })
      moved = true
    } catch (error) {
      // What is no filter to the API never will be.
      if (!isProblem(error) || error.status !== 400) left.push({ name, filters })
    }
  }
  if (left.length > 0) localStorage.setItem(key, JSON.stringify(left))
  else localStorage.removeItem(key)
  return moved
}

const isFilter = (kept: unknown): kept is { name: string; filters: Filters } => {
  const { name, filters } = (kept ?? {}) as { name?: unknown; filters?: unknown }
  return typeof name === 'string' && typeof filters === 'object' && filters !== null
}

function onDevice(key: string): { name: string; filters: Filters }[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return Array.isArray(kept) ? kept.filter(isFilter) : null
  } catch {
    return null
  }
}
