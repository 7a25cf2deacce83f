/** How often the page looks at the clock for the end of the shift. */
export const lookMs = 30_000
