import { stored } from '../../../shared/stored.ts'

/** Whether this device may beep. */
export const soundChoice = stored('tokri.console.sound', true)

let audio: AudioContext | null = null

const tunes = {
  good: [[1_320, 0.08]],
  wrong: [
    [220, 0.18],
    [165, 0.3],
  ],
  late: [
    [660, 0.12],
    [880, 0.12],
    [660, 0.12],
  ],
} as const satisfies Record<string, readonly (readonly [hertz: number, seconds: number])[]>

/** A short tone, and a shake where the device can; silent until the person has touched the page, as browsers want it. */
export function play(tune: keyof typeof tunes): void {
  if (tune === 'wrong') navigator.vibrate?.([120, 60, 240])
  if (soundChoice.get()) sound(tune)
}

/** The tone alone, for whoever asks for another choice than that of pickers. */
export function sound(tune: keyof typeof tunes): void {
  if (!navigator.userActivation?.hasBeenActive) return
  try {
    audio ??= new AudioContext()
    let at = audio.currentTime
    for (const [hertz, seconds] of tunes[tune]) {
      const tone = audio.createOscillator()
      const volume = audio.createGain()
      tone.frequency.value = hertz
      volume.gain.value = 0.2
      tone.connect(volume).connect(audio.destination)
      tone.start(at)
      tone.stop(at + seconds)
      at += seconds + 0.03
    }
  } catch {
    // A device without sound still shows everything.
  }
}
