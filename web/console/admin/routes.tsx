/** The pages of this part of the console; each is loaded when it is gone to. */
export const adminRoutes = [] as const
