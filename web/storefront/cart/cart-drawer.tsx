import { useNavigate } from '@tanstack/react-router'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { closeDialog } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { useCart } from './cart.ts'
import { CartBody } from './cart-body.tsx'
import { CheckoutButton } from './checkout-button.tsx'

/** The cart beside whatever page one is on. */
export function CartDrawer() {
  const t = useT()
  const navigate = useNavigate()
  const cart = useCart()
  const filled = cart !== undefined && cart.lines.length > 0
  const count = cart?.itemCount ?? 0
  return (
    <Dialog
      open
      place="side"
      onClose={closeDialog}
      title={count > 0 ? t('cart.titleCount', { count }) : t('cart.title')}
      footer={
        filled && (
          <CheckoutButton
            onGo={() => {
              closeDialog()
              void navigate({ to: '/checkout' })
            }}
          />
        )
      }
    >
      <CartBody onLeave={closeDialog} />
    </Dialog>
  )
}
