import { useSyncExternalStore } from 'react'
import { liveState, onLiveChange } from '../../api-client/live.ts'
import { useOnline } from './use-online.ts'

/**
 * `live`: messages come; `lost`: somebody listens and the connection is gone (pages poll until it is back);
 * `offline`: the device has no connection; `idle`: nobody listens, so that there is nothing to say.
 */
export type ConnectionState = 'live' | 'lost' | 'offline' | 'idle'

export function useConnection(): ConnectionState {
  const online = useOnline()
  const state = useSyncExternalStore(onLiveChange, liveState)
  return online ? state : 'offline'
}
