/** CSS pixels that are left free at each side of what a map is fitted to. */
export interface Room {
  top: number
  right: number
  bottom: number
  left: number
}

/** A fitted map comes no closer. */
export const fitZoomMax = 16.5
/** The zoom buttons, their distance from the edge, and half a pin. */
const besideZoomButtonsPx = 76

/** The same at each side, but that nothing lies beneath the zoom buttons. */
export const roomAround = (padding = 56): Room => ({
  top: padding,
  right: Math.max(padding, besideZoomButtonsPx),
  bottom: padding,
  left: padding,
})
