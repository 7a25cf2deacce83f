/** What one set of the dispatch benchmark gets from the command line. */
export interface BenchOptions {
  /** A folder with `pdptw/`, `vrptw/` and `mdrp/`, laid out as the shared one. */
  readonly dataDir: string
  /** In place of the set's own budget for each instance. */
  readonly seconds?: number
  /** In the bag of each rider, in place of what the set gives them: for `slots`. */
  readonly places?: number
  readonly seed: number
  /** What budgets are counted by: the wall clock, or with `--cpu` the thread's own time on the processor. */
  readonly clockMs: () => number
  readonly say: (text: string) => void
}

export type BenchRow = Readonly<Record<string, string | number | boolean | null>>

export interface BenchResult {
  /** One for each instance. */
  readonly rows: readonly BenchRow[]
  /** Means over the set: ours first, then the target and those it is measured against. */
  readonly compared: readonly BenchRow[]
  /** Targets that were missed, in words; absent where a set has none. */
  readonly missed?: readonly string[]
}

export interface BenchSet {
  /** What `--sets` asks for; a part of it from the start will do. */
  readonly name: string
  readonly about: string
  /** `skipped` says why there is nothing to measure: most often, that the folder is not there. */
  run(options: BenchOptions): Promise<BenchResult | { readonly skipped: string }>
}
