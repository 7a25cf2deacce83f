import type { View } from './view.ts'

/** What the worker is asked to draw; only the last that was asked counts. */
export interface PictureAsked {
  view: View
  theme: 'light' | 'dark'
  /** Dots in a CSS pixel. */
  ratio: number
}

/** What it drew. Without a connection some tiles, or the whole picture, are missing. */
export interface Picture extends PictureAsked {
  bitmap?: ImageBitmap
  attribution?: string
  complete: boolean
}
