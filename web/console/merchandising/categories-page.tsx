import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Pencil, Plus } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { addCategory, changeCategory, orderCategories, sendCategoryPhoto } from '../../api-client/merchandising.ts'
import { currentUser, onSessionChange } from '../../api-client/session.ts'
import type { Category } from '../../api-client/types.ts'
import { shrinkPhoto } from '../../shared/photo.ts'
import { Button, IconButton } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { ErrorState, Skeleton, useErrorText } from '../../shared/ui/feedback.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { FileDrop } from '../../shared/ui/file-drop.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { PageHeader } from '../../shared/ui/page-header.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import { useAtField } from '../refusals.ts'
import { categoriesQuery } from './queries.ts'

type Editing = { category: Category } | { parentId: string | null } | null

/** The tree of categories, in the order in which the shop shows them. */
export function CategoriesPage() {
  const t = useT()
  const client = useQueryClient()
  const errorText = useErrorText()
  const user = useSyncExternalStore(onSessionChange, currentUser)
  const admin = user?.roles.includes('admin') ?? false
  const list = useQuery(categoriesQuery)
  const [editing, setEditing] = useState<Editing>(null)
  const order = useMutation({
    mutationFn: orderCategories,
    onError: (error) => toast(errorText(error), 'bad'),
    onSettled: () => client.invalidateQueries({ queryKey: categoriesQuery.queryKey }),
  })
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Skeleton className="m-6 h-96" />
  const all = list.data

  const branch = (parentId: string | null) => {
    const siblings = all.filter((each) => each.parentId === parentId)
    const move = (index: number, by: number) => {
      const ids = siblings.map(({ id }) => id)
      ids.splice(index + by, 0, ...ids.splice(index, 1))
      order.mutate(ids)
    }
    if (siblings.length === 0) return null
    return (
      <ul className={parentId === null ? 'flex flex-col gap-2' : 'ml-2 border-l border-line pl-2 md:ml-6 md:pl-3'}>
        {siblings.map((category, index) => (
          <li key={category.id}>
            <div className="flex min-h-13 flex-wrap items-center gap-3 rounded-md border border-line bg-card px-3 py-1">
              <img src={category.image} alt="" loading="lazy" className="size-9 flex-none rounded-md object-cover" />
              <span className="min-w-32 flex-1">
                <span className="block font-semibold">{category.name}</span>
                <span className="block text-xs text-ink-2">
                  {category.nameHi && <span lang="hi">{category.nameHi} · </span>}
                  {t('merch.productsCount', { count: category.productCount })}
                </span>
              </span>
              {admin && (
                <span className="flex flex-wrap">
                  <IconButton
                    label={t('merch.moveUp', { name: category.name })}
                    disabled={index === 0 || order.isPending}
                    onClick={() => move(index, -1)}
                  >
                    <ArrowUp className="size-4" aria-hidden="true" />
                  </IconButton>
                  <IconButton
                    label={t('merch.moveDown', { name: category.name })}
                    disabled={index === siblings.length - 1 || order.isPending}
                    onClick={() => move(index, 1)}
                  >
                    <ArrowDown className="size-4" aria-hidden="true" />
                  </IconButton>
                  <IconButton
                    label={t('merch.addBelow', { name: category.name })}
                    onClick={() => setEditing({ parentId: category.id })}
                  >
                    <Plus className="size-4" aria-hidden="true" />
                  </IconButton>
                  <IconButton label={t('merch.edit', { name: category.name })} onClick={() => setEditing({ category })}>
                    <Pencil className="size-4" aria-hidden="true" />
                  </IconButton>
                </span>
              )}
            </div>
            {branch(category.id)}
          </li>
        ))}
      </ul>
    )
  }

  return (
    <div className="pb-8">
      <PageHeader
        title={t('merch.categories')}
        note={t('merch.categoriesNote')}
        actions={
          admin && (
            <Button size="s" onClick={() => setEditing({ parentId: null })}>
              <Plus className="size-4" aria-hidden="true" />
              {t('merch.addCategory')}
            </Button>
          )
        }
      />
      <div className="max-w-3xl px-4 md:px-6">{branch(null)}</div>
      {editing && <CategoryDialog editing={editing} onClose={() => setEditing(null)} />}
    </div>
  )
}

function CategoryDialog({ editing, onClose }: { editing: NonNullable<Editing>; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const category = 'category' in editing ? editing.category : undefined
  const done = () => client.invalidateQueries({ queryKey: categoriesQuery.queryKey })
  const save = useMutation({
    mutationFn: ({ name, nameHi }: { name: string; nameHi: string }) =>
      category
        ? changeCategory(category.id, { name, nameHi: nameHi || null })
        : addCategory({
            name,
            ...(nameHi ? { nameHi } : {}),
            parentId: 'parentId' in editing ? editing.parentId : null,
          }),
    onSuccess: () => {
      void done()
      onClose()
    },
  })
  const picture = useMutation({
    mutationFn: async (file: File) => {
      const { address } = await sendCategoryPhoto(category!.id, await shrinkPhoto(file))
      return changeCategory(category!.id, { image: address })
    },
    onSuccess: () => {
      void done()
      onClose()
    },
  })
  const atField = useAtField(save.error ?? picture.error)
  return (
    <Dialog open onClose={onClose} title={category ? t('merch.edit', { name: category.name }) : t('merch.addCategory')}>
      <div className="flex flex-col gap-4 p-4">
        <Form
          error={atField}
          onSubmit={(data) =>
            save.mutate({ name: String(data.get('name')), nameHi: String(data.get('nameHi')).trim() })
          }
        >
          <Field label={t('merch.name')} name="name" required maxLength={80} defaultValue={category?.name} />
          <Field label={t('merch.nameHi')} name="nameHi" lang="hi" maxLength={80} defaultValue={category?.nameHi} />
          <Button type="submit" busy={save.isPending}>
            {t('merch.save')}
          </Button>
        </Form>
        {category && (
          <FileDrop
            label={t('merch.addPicture')}
            accept="image/jpeg,image/png,image/webp"
            maxBytes={20 * 2 ** 20}
            busy={picture.isPending}
            onFile={(file) => picture.mutate(file)}
          />
        )}
      </div>
    </Dialog>
  )
}
