import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, ArrowRight, X } from 'lucide-react'
import { type AdminProduct, changeProduct, sendProductPhoto } from '../../../api-client/merchandising.ts'
import { shrinkPhoto } from '../../../shared/photo.ts'
import { IconButton } from '../../../shared/ui/button.tsx'
import { Notice, useErrorText } from '../../../shared/ui/feedback.tsx'
import { FileDrop } from '../../../shared/ui/file-drop.tsx'
import { useT } from '../../messages/messages.ts'
import { pictureOf } from './products-page.tsx'

const picturesMax = 8

/** Pictures in the order in which shoppers see them; the first stands in lists. */
export function Gallery({ product, admin }: { product: AdminProduct; admin: boolean }) {
  const t = useT()
  const errorText = useErrorText()
  const client = useQueryClient()
  const images = product.images ?? []
  const change = useMutation({
    mutationFn: (next: string[]) => changeProduct(product.id, { images: next }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['merch'] }),
  })
  const send = useMutation({
    mutationFn: async (file: File) => {
      const { address } = await sendProductPhoto(product.id, await shrinkPhoto(file))
      return changeProduct(product.id, { images: [...images, address] })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['merch'] }),
  })
  const move = (from: number, to: number) => {
    const next = [...images]
    next.splice(to, 0, ...next.splice(from, 1))
    change.mutate(next)
  }
  const failed = change.error ?? send.error
  return (
    <div className="flex flex-col gap-4">
      {images.length === 0 ? (
        <figure className="flex flex-wrap items-center gap-4">
          <img src={pictureOf(product)} alt="" className="size-28 rounded-md border border-line object-cover" />
          <figcaption className="text-sm text-ink-2">{t('merch.ownDrawing')}</figcaption>
        </figure>
      ) : (
        <ol className="grid grid-cols-[repeat(auto-fill,minmax(min(9rem,100%),1fr))] gap-3">
          {images.map((address, index) => (
            <li key={address} className="flex flex-col rounded-md border border-line">
              <img
                src={address}
                alt={t('merch.pictureN', { n: index + 1 })}
                className="aspect-square w-full rounded-t-md object-cover"
              />
              {admin && (
                <div className="flex justify-between">
                  <IconButton
                    label={t('merch.pictureLeft', { n: index + 1 })}
                    disabled={index === 0 || change.isPending}
                    onClick={() => move(index, index - 1)}
                  >
                    <ArrowLeft className="size-4" aria-hidden="true" />
                  </IconButton>
                  <IconButton
                    label={t('merch.pictureRemove', { n: index + 1 })}
                    disabled={change.isPending}
                    onClick={() => change.mutate(images.filter((each) => each !== address))}
                  >
                    <X className="size-4" aria-hidden="true" />
                  </IconButton>
                  <IconButton
                    label={t('merch.pictureRight', { n: index + 1 })}
                    disabled={index === images.length - 1 || change.isPending}
                    onClick={() => move(index, index + 1)}
                  >
                    <ArrowRight className="size-4" aria-hidden="true" />
                  </IconButton>
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
      {failed && <Notice tone="bad">{errorText(failed)}</Notice>}
      {admin && images.length < picturesMax && (
        <FileDrop
          label={t('merch.addPicture')}
          hint={t('merch.addPictureHint')}
          accept="image/jpeg,image/png,image/webp"
          maxBytes={20 * 2 ** 20}
          busy={send.isPending}
          onFile={(file) => send.mutate(file)}
        />
      )}
    </div>
  )
}
