declare module 'cluster-key-slot' {
  /** The slot of a key, 0 to 16,383: CRC16 of the key, or of what is in its braces. */
  export default function slotOf(key: string): number
}
