export const operationsEn = {} as const
