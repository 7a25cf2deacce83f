import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AdminProduct, changeProduct } from '../../../api-client/merchandising.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'

/** Takes a product off the shelf or puts it back, in every store: asked before, since shoppers feel it at once. */
export function Shelf({ product: { id, name, active } }: { product: AdminProduct }) {
  const t = useT()
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const change = useMutation({
    mutationFn: (next: boolean) => changeProduct(id, { active: next }),
    onSuccess: () => {
      toast(t('merch.changed', { count: 1 }))
      setAsked(false)
      void client.invalidateQueries({ queryKey: ['merch'] })
    },
  })
  return (
    <>
      <Button size="s" look={active ? 'danger' : 'outline'} onClick={() => setAsked(true)}>
        {active ? t('merch.takeOff') : t('merch.putOn')}
      </Button>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={active ? t('merch.takeOffOne', { name }) : t('merch.putOnOne', { name })}
        confirm={active ? t('merch.takeOff') : t('merch.putOn')}
        danger={active}
        busy={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate(!active)}
      >
        {active ? t('merch.takeOffHelp') : t('merch.putOnHelp')}
      </ConfirmDialog>
    </>
  )
}
