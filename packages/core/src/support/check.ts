import { fail } from './errors.js'

/** What a number may be; both ends included unless `above` or `below` says otherwise. */
export interface NumberRule {
  readonly min?: number
  readonly max?: number
  /** The number must be greater than this. */
  readonly above?: number
  /** The number must be smaller than this. */
  readonly below?: number
  readonly integer?: boolean
}

/**
 * Returns `value` if it is a finite number that keeps to the rule.
 *
 * @param where The package that speaks, such as `noise`.
 * @param name The option's name.
 * @throws SpadError that names the option, its value and the rule.
 */
export function checkNumber(
  where: string,
  name: string,
  value: unknown,
  rule: NumberRule = {},
): number {
  const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity } = rule
  if (
    typeof value === 'number' &&
    (rule.integer ? Number.isInteger(value) : Number.isFinite(value)) &&
    value >= min &&
    value <= max &&
    value > above &&
    value < below
  )
    return value
  return fail(where, `\`${name}\` is ${show(value)}: it must be ${describeNumber(rule)}.`)
}

/** The rule in words, as in `it must be a number from 0 to 1`. */
export function describeNumber({ min, max, above, below, integer }: NumberRule): string {
  const kind = integer ? 'an integer' : 'a number'
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`
  const bounds = Object.entries({ above, 'of at least': min, below, 'of at most': max })
    .filter(([, bound]) => bound !== undefined)
    .map((each) => each.join(' '))
  return bounds.length === 0 ? `a finite number` : `${kind} ${bounds.join(' and ')}`
}

/** A value as errors show it. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'object') return JSON.stringify(value)
  return typeof value === 'function' ? 'a function' : `${value as number}`
}
