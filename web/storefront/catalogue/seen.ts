import { stored } from '../../shared/stored.ts'

const keptMax = 16

/** Products whose pages were opened on this device, the latest first. Forgotten when another person logs in or out. */
export const seenProducts = stored<string[]>('tokri.seen', [])

export const rememberSeen = (id: string): void => {
  if (seenProducts.get()[0] !== id)
    seenProducts.set([id, ...seenProducts.get().filter((each) => each !== id)].slice(0, keptMax))
}
