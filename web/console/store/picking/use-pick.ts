import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { getPick, type PickDeed, type PickTask } from '../../../api-client/picking.ts'
import { pollMs, useLive } from '../../../shared/live/use-live.ts'
import { useStored } from '../../../shared/stored.ts'
import { useErrorText } from '../../../shared/ui/feedback.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { applied } from './apply.ts'
import { deedsSource, enqueue, hearDeeds } from './deeds.ts'
import { askedLines } from './question.ts'

export const pickKey = (id: string) => ['pick', id]

/** A pick with everything that was done here laid over it, whether the server has heard of it or not. */
export function usePick(id: string) {
  const client = useQueryClient()
  const errorText = useErrorText()
  // What the customer answers comes live; while a question is open and the connection is not, it is asked for.
  const query = useQuery({
    queryKey: pickKey(id),
    queryFn: ({ signal }) => getPick(id, signal),
    staleTime: 5_000,
    refetchInterval: ({ state }) => (state.data && askedLines(state.data).length > 0 ? pollMs : false),
  })
  useLive(query.data ? `picks:${query.data.storeId}` : null, ({ type, data }) => {
    if (type === 'subscribed' || (type === 'changed' && data.id === id))
      void client.invalidateQueries({ queryKey: pickKey(id) })
  })
  const waiting = useStored(deedsSource).filter((each) => each.pickId === id)

  useEffect(
    () =>
      hearDeeds({
        onAnswer: (pick) => {
          client.setQueryData(pickKey(pick.id), pick)
          void client.invalidateQueries({ queryKey: ['picks'] })
        },
        onRefusal: (pickId, error) => {
          toast(errorText(error), 'bad')
          void client.invalidateQueries({ queryKey: pickKey(pickId) })
        },
      }),
    [client, errorText],
  )

  const pick: PickTask | undefined = query.data && waiting.reduce((now, { deed }) => applied(now, deed), query.data)
  return { query, pick, waiting: waiting.length, act: (deed: PickDeed) => enqueue(id, deed) }
}
