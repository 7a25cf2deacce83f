import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { sendCode } from '../api-client/account.ts'
import { isProblem } from '../api-client/problem.ts'
import { useNow } from './live/use-now.ts'

/** Digits of a code by SMS. */
export const codeLength = 6

/** Ten digits are an Indian number without its prefix; anything else is taken as it is. */
export function e164(text: string): string {
  const digits = text.replace(/[^\d+]/g, '')
  return /^\d{10}$/.test(digits) ? `+91${digits}` : digits
}

interface Sent {
  readonly phone: string
  /** Seconds that there were to wait when it was sent. */
  readonly pauseS: number
  /** Epoch milliseconds. */
  readonly resendAt: number
  readonly expiresAt: number
}

/** The first half of a log-in by phone: a number is given, and the API sends a code to it, and another after a while. */
export function useSentCode() {
  const [sent, setSent] = useState<Sent | null>(null)
  const [entering, setEntering] = useState(false)
  const now = useNow()
  const ask = useMutation({
    mutationFn: async (text: string): Promise<Sent> => {
      const phone = e164(text)
      const { resendIn, expiresIn } = await sendCode(phone)
      const now = Date.now()
      return { phone, pauseS: resendIn, resendAt: now + resendIn * 1_000, expiresAt: now + expiresIn * 1_000 }
    },
    onSuccess: (next) => {
      setSent(next)
      setEntering(true)
    },
    onError: (error, text) => {
      // The one that came a moment ago is still good, also for who went back to look at the number.
      if (!isProblem(error, 'users/code-too-soon') || sent?.phone !== e164(text)) return
      const pauseS = error.retryAfterS ?? 0
      setSent({ ...sent, pauseS, resendAt: Date.now() + pauseS * 1_000 })
      setEntering(true)
    },
  })
  return {
    /** Where the code went, while it is asked for. */
    phone: entering ? sent?.phone : undefined,
    /** Seconds until the API would send another one. */
    waitS: sent ? Math.max(0, Math.min(sent.pauseS, Math.ceil((sent.resendAt - now) / 1_000))) : 0,
    expired: sent !== null && sent.expiresAt <= now,
    ask,
    /** Back to the number. */
    change: () => {
      ask.reset()
      setEntering(false)
    },
  }
}
