/** How orders for windows are planned: one table for every city. Seconds. */
export const settings = {
  /** Orders that are not packed are planned when their window begins within so long. */
  aheadS: 2 * 3_600,
  /** A store's orders sleep, and cost nothing, until a rider could have to leave for one of them within so long. */
  soonS: 1_800,
  /** What is kept in hand at the end of each window, and more of it when a route must leave, that it may: so many handovers. */
  spareHandovers: 5,
  leaveHandovers: 8,
  /** Riders that are thought of for one store, those who could be there first. */
  ridersMost: 24,
  /** Of the time for improving a plan, what goes into routes. */
  share: 0.5,
  /** Without a clock: changes for each order where no budget is given, and what a millisecond of budget counts as. */
  changesPerOrder: 40,
  changesPerMs: 8,
}
