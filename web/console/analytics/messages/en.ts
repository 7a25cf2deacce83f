export const analyticsEn = {} as const
