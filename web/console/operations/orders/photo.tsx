import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { loadPhoto } from '../../../api-client/photos.ts'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Skeleton } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'

/** A photo that only some may see: small here, whole in a dialog. */
export function Photo({ path, name }: { path: string; name: string }) {
  const t = useT()
  const [large, setLarge] = useState(false)
  const photo = useQuery({
    queryKey: ['photo', path],
    queryFn: ({ signal }) => loadPhoto(path, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const address = photo.data
  useEffect(() => () => void (address && URL.revokeObjectURL(address)), [address])
  if (photo.isError) return <p className="text-ink-2">{t('ops.noPhoto')}</p>
  if (!address) return <Skeleton className="size-24" />
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => setLarge(true)} className="rounded-md">
        <img src={address} alt={name} className="size-24 rounded-md border border-line object-cover" />
      </button>
      <Dialog open={large} onClose={() => setLarge(false)} title={name} wide>
        {/* Named by the title of the dialog: said twice it would be heard twice. */}
        <img src={address} alt="" className="mx-auto max-h-[78dvh] w-full object-contain" />
      </Dialog>
    </>
  )
}
