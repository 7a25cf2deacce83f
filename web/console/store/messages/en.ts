export const storeEn = {} as const
