import { useEffect } from 'react'
import { useCartFollowsStore } from '../cart/cart-follows.ts'
import { useWanted } from '../cart/use-wanted.ts'
import { useShelfChanges } from '../catalogue/use-shelf-changes.ts'
import { registerServiceWorker } from '../offline/register.ts'
import { useServing } from '../place/place.ts'
import { queryClient } from '../query-client.ts'
import { Notices } from './notices.tsx'

/** What can wait until the page stands: news of the shelves, who serves what is in the cart, and what is said above the page. */
export function Background() {
  useShelfChanges(queryClient, useServing().store?.id)
  useWanted()
  useCartFollowsStore()
  useEffect(registerServiceWorker, [])
  return <Notices />
}
