import { api } from '../../api-client/http.ts'
import { sendDoorPhoto } from '../../api-client/rider.ts'
import type { Deed } from './queue.ts'

/** Sends a queued deed. Again with the same key it is the same deed. @throws ProblemError */
export async function sendDeed(deed: Deed): Promise<void> {
  const path = { id: deed.taskId ?? '' }
  const headers = { 'idempotency-key': deed.key }
  const body = { ...deed.body, at: deed.at } as never
  switch (deed.kind) {
    case 'accept':
      await api('POST /v1/rider/tasks/{id}/accept', { path, headers, body })
      return
    case 'decline':
      await api('POST /v1/rider/tasks/{id}/decline', { path, headers, body })
      return
    case 'arrive':
      await api('POST /v1/rider/tasks/{id}/arrive', { path, headers, body })
      return
    case 'pickup':
      await api('POST /v1/rider/tasks/{id}/pickup', { path, headers, body })
      return
    case 'return':
      await api('POST /v1/rider/tasks/{id}/return', { path, headers, body })
      return
    case 'deliver':
      await api('POST /v1/rider/tasks/{id}/deliver', { path, body })
      return
    case 'fail':
      await api('POST /v1/rider/tasks/{id}/fail', { path, headers, body })
      return
    case 'contact':
      await api('POST /v1/rider/tasks/{id}/contact', { path, body })
      return
    case 'shift':
      await api('POST /v1/rider/shift', { headers, body: deed.body as never })
      return
    case 'deposit':
      await api('POST /v1/rider/cash/deposits', { headers, body: deed.body as never })
      return
    case 'photo':
      if (deed.photo) await sendDoorPhoto(path.id, deed.photo)
      return
    case 'message':
      await api('POST /v1/orders/{id}/messages', {
        path: { id: String(deed.body.orderId) },
        body: { text: deed.body.text, quick: deed.body.quick, thread: 'rider', clientId: deed.key } as never,
      })
      return
  }
}
