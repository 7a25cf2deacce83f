/** A camera can be asked for only where the page came over https, or from this machine. */
export const hasCamera = (): boolean => 'mediaDevices' in navigator
