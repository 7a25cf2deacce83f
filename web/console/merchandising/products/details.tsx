import type { AdminProduct, ProductInput } from '../../../api-client/merchandising.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Form } from '../../../shared/ui/form.tsx'
import { useT } from '../../messages/messages.ts'
import { useAtField } from '../../refusals.ts'
import { HowMuch, Texts, WhatItCosts, WhatItIs } from './detail-fields.tsx'
import { inputOf } from './product-input.ts'

/** All that is told of a product beside its pictures; only admins may change it. */
export function Details({
  product,
  admin,
  busy,
  error,
  onSave,
}: {
  product: AdminProduct | undefined
  admin: boolean
  busy: boolean
  error: unknown
  onSave: (input: ProductInput) => void
}) {
  const t = useT()
  const atField = useAtField(error)
  return (
    <Form label={t('merch.details')} error={atField} onSubmit={(data) => onSave(inputOf(data, product))}>
      <fieldset disabled={!admin} className="grid gap-4 sm:grid-cols-2">
        <WhatItIs product={product} />
        <WhatItCosts product={product} />
        <HowMuch product={product} />
        <Texts product={product} />
      </fieldset>
      {admin && (
        <Button type="submit" busy={busy} className="self-start">
          {t('merch.save')}
        </Button>
      )}
    </Form>
  )
}
