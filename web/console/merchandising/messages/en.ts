export const merchandisingEn = {} as const
