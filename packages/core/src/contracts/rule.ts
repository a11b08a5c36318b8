import { checkNumber, describeNumber, type NumberRule, show } from '../support/check.js'
import { fail } from '../support/errors.js'
import { isObject } from '../support/is-object.js'
import type { Build } from './part.js'

/**
 * What an option may be. `T` is what the part is given, `G` what a caller may give.
 *
 * A rule is a small object, so that a package may have its own.
 */
export interface Rule<T, G = T> {
  /** As in `it must be WORDS`. */
  readonly words: string
  /**
   * Returns the value as the part keeps it; `undefined`: it stays away.
   *
   * @param inside Given where the value comes from a description: how parts inside of it are made.
   * @throws SpadError that names the option, its value and the rule.
   */
  readonly check: (value: unknown, name: string, where: string, inside?: Build) => T
  /** Describes it as JSON; absent where it is JSON already. Of `T`, which a list of rules need not know. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly describe?: (value: any) => unknown
  /** For the compiler alone. */
  readonly given?: G
}

/** @throws SpadError that says the rule, which the value breaks. */
export function refuseValue(value: unknown, name: string, where: string, words: string): never {
  return fail(where, `\`${name}\` is ${show(value)}: it must be ${words}.`)
}

/** Whatever `holds` is true for. */
export function ruleFor<T>(words: string, holds: (value: unknown) => boolean): Rule<T> {
  return {
    words,
    check: (value, name, where) =>
      holds(value) ? (value as T) : refuseValue(value, name, where, words),
  }
}

/** A finite number within bounds. */
export function aNumber(bounds: NumberRule = {}): Rule<number> {
  return {
    words: describeNumber(bounds),
    check: (value, name, where) => checkNumber(where, name, value, bounds),
  }
}

/** From 0 to 1. */
export function aShare(): Rule<number> {
  return aNumber({ min: 0, max: 1 })
}

/** `true` or `false`. */
export function yesOrNo(): Rule<boolean> {
  return ruleFor('true or false', (value) => typeof value === 'boolean')
}

/** A text that is not empty. */
export function aText(): Rule<string> {
  return ruleFor('a text', (value) => typeof value === 'string' && value !== '')
}

/** One of these texts. */
export function oneOf<const T extends string>(...names: readonly T[]): Rule<T> {
  const words = names.join(', ').replace(/, ([^,]*)$/, ' or $1')
  return ruleFor(words, (value) => names.includes(value as T))
}

/** A list whose entries keep to a rule; they may be parts. */
export function listOf<T, G>(each: Rule<T, G>): Rule<readonly T[], readonly G[]> {
  return compound(`a list, each ${each.words}`, (value, change) =>
    Array.isArray(value)
      ? value.map((one, i) => change(each as AnyRule, one, `[${i}]`))
      : undefined,
  )
}

/** An object of any names whose values keep to a rule; they may be parts. */
export function namedOf<T, G>(
  each: Rule<T, G>,
): Rule<Readonly<Record<string, T>>, Readonly<Record<string, G>>> {
  return compound(`an object of names, each ${each.words}`, (value, change) =>
    isObject(value)
      ? mapped(value, (one, name) => change(each as AnyRule, one, `.${name}`))
      : undefined,
  )
}

/** An object of these names alone, each with a rule of its own. */
export function fieldsOf<R extends Readonly<Record<string, AnyRule>>>(
  rules: R,
): Rule<{ readonly [K in keyof R]: ReturnType<R[K]['check']> }> {
  const names = Object.keys(rules)
  const words = Object.entries(rules).map(([name, rule]) => `${name}: ${rule.words}`)
  return compound(`{ ${words.join('; ')} }`, (value, change) =>
    isObject(value) && Object.keys(value).every((name) => names.includes(name))
      ? mapped(rules, (rule, name) => change(rule, value[name], `.${name}`))
      : undefined,
  )
}

// what a rule takes is for the compiler to infer
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyRule = Rule<any, any>
type Change = (rule: AnyRule, value: unknown, place: string) => unknown

/** @param walk Changes what is inside of a value; nothing where the value is none. */
function compound<T, G>(
  words: string,
  walk: (value: unknown, change: Change) => unknown,
): Rule<T, G> {
  return {
    words,
    check: (value, name, where, inside) =>
      (walk(value, (rule, one, place) => rule.check(one, name + place, where, inside)) ??
        refuseValue(value, name, where, words)) as T,
    describe: (value) => walk(value, describe),
  }
}

/** A value as JSON. */
export function describe({ describe }: AnyRule, value: unknown): unknown {
  return describe ? describe(value) : value
}

function mapped<T>(
  object: Readonly<Record<string, T>>,
  change: (value: T, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, change(value, name)]),
  )
}
