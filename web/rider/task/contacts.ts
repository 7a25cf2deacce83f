import { stored, useStored } from '../../shared/stored.ts'

/** Deliveries whose customer this rider has tried to reach; the last few are enough. */
const contacted = stored<string[]>('tokri.rider.contacted', [])

export const noteContact = (taskId: string): void =>
  contacted.set([...contacted.get().filter((each) => each !== taskId), taskId].slice(-20))

export const useContacted = (taskId: string): boolean => useStored(contacted).includes(taskId)
