import { useEffect } from 'react'
import { stored, useStored } from '../../shared/stored.ts'

const sound = stored('tokri.rider.sound', true)
export const useSound = (): [boolean, (on: boolean) => void] => [useStored(sound), sound.set]

let audio: AudioContext | null = null

/** Two rising notes, made here: nothing to load. Browsers are silent until the page has been touched. */
function chime(): void {
  audio ??= new AudioContext()
  for (const [index, hertz] of [740, 988].entries()) {
    const from = audio.currentTime + index * 0.18
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0.0001, from)
    volume.gain.exponentialRampToValueAtTime(0.4, from + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.4)
    tone.connect(volume).connect(audio.destination)
    tone.start(from)
    tone.stop(from + 0.45)
  }
}

/** Shakes and rings while something wants an answer: at once, and every few seconds. */
export function useRinging(what: string | null): void {
  useEffect(() => {
    if (what === null) return
    const ring = () => {
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([250, 120, 250])
      if (sound.get() && navigator.userActivation?.hasBeenActive) chime()
    }
    ring()
    const timer = setInterval(ring, 5_000)
    return () => clearInterval(timer)
  }, [what])
}

/** Keeps the screen on, and only while it is needed: it is what empties a battery most. */
export function useAwake(awake: boolean): void {
  useEffect(() => {
    if (!awake || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | null = null
    let over = false
    const take = async () => {
      if (document.visibilityState !== 'visible' || over) return
      // Refused with a low battery: then the screen goes dark as it does elsewhere.
      lock = await navigator.wakeLock.request('screen').catch(() => null)
      if (over) void lock?.release()
    }
    const back = () => void take()
    document.addEventListener('visibilitychange', back)
    void take()
    return () => {
      over = true
      document.removeEventListener('visibilitychange', back)
      void lock?.release()
    }
  }, [awake])
}
