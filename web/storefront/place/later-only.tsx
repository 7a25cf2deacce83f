import { lazyPart } from '../../shared/lazy-part.tsx'
import { withMessages } from '../messages/messages.ts'

/** `OnlyLater`, with its messages, when the store brings nothing now; its room is kept until they have come. */
export const OnlyLater = lazyPart(
  withMessages(['person'], async () => (await import('./only-later.tsx')).OnlyLater),
  <div className="h-20" />,
)
