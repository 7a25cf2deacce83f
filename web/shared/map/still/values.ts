/** What a value of the style may depend on. */
export interface Asked {
  zoom: number
  properties: Record<string, unknown>
}

/** The value of a MapLibre expression: those that our own style uses (`engines/roads/tiles/style.ts`), and no others. */
export function styleValue(expression: unknown, asked: Asked): unknown {
  if (!Array.isArray(expression)) return expression
  const [name, ...args] = expression as [unknown, ...unknown[]]
  const value = (each: unknown) => styleValue(each, asked)
  switch (name) {
    case 'literal':
      return args[0]
    case 'zoom':
      return asked.zoom
    case 'get':
      return asked.properties[String(args[0])] ?? null
    case 'has':
      return String(args[0]) in asked.properties
    case '!':
      return !value(args[0])
    case '==':
      return value(args[0]) === value(args[1])
    case 'all':
      return args.every(value)
    case 'in':
      return (value(args[1]) as unknown[]).includes(value(args[0]))
    case 'case':
      return value(branch(args, (condition) => value(condition) === true))
    case 'match': {
      const [input, ...branches] = args
      const sought = value(input)
      return value(branch(branches, (label) => (Array.isArray(label) ? label.includes(sought) : label === sought)))
    }
    case 'interpolate':
      return between(args, value)
    default:
      throw new Error(`the style has an expression that is not known here: ${name}`)
  }
}

/** Pairs of a condition and what then holds; what holds otherwise is last. */
function branch(branches: unknown[], holds: (condition: unknown) => boolean): unknown {
  for (let index = 0; index + 1 < branches.length; index += 2) if (holds(branches[index])) return branches[index + 1]
  return branches.at(-1)
}

/** Numbers between stops, linear or exponential. */
function between([kind, input, ...stops]: unknown[], value: (each: unknown) => unknown): number {
  const [, base = 1] = kind as [string, number?]
  const at = Number(value(input))
  const [first] = stops as number[]
  if (at <= first!) return Number(value(stops[1]))
  for (let index = 2; index < stops.length; index += 2) {
    const [from, to] = [stops[index - 2] as number, stops[index] as number]
    if (at > to) continue
    const share = base === 1 ? (at - from) / (to - from) : (base ** (at - from) - 1) / (base ** (to - from) - 1)
    const [low, high] = [Number(value(stops[index - 1])), Number(value(stops[index + 1]))]
    return low + (high - low) * share
  }
  return Number(value(stops.at(-1)))
}
