import { type Build, type Configured, optionsOf, type PartConfig } from './part.js'
import { describe, type Rule } from './rule.js'

/** An option of a part; its sentence is its docstring, so that editors show it and no page pays for it. */
export interface Option {
  // a rule for any value: what it takes is for the compiler to infer
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly rule: Rule<any, any>
  /** What it is where it is left out; `undefined`: it stays away. Without this and the next it must be given. */
  readonly default?: unknown
  /** What it is where it is left out, of the options before it. */
  // which they are, only who writes it knows
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly derive?: (before: any) => unknown
}

/** The options of a part by name, in the order of its description. */
export type Options = Readonly<Record<string, Option>>

type Kept<R extends Option['rule']> = ReturnType<R['check']>
type Givable<R extends Option['rule']> = Exclude<R['given'], undefined>

type Needless<O extends Options> = {
  [K in keyof O]: O[K] extends { default: unknown } | { derive: unknown } ? K : never
}[keyof O]
type OptionalOf<O extends Options> = {
  [K in keyof O]: O[K] extends { default: undefined } ? K : never
}[keyof O]

/** What a caller of a part gives. */
export type Given<O extends Options> = {
  readonly [K in keyof Omit<O, Needless<O>>]: Givable<O[K]['rule']>
} & { readonly [K in keyof Pick<O, Needless<O>>]?: Givable<O[K]['rule']> | undefined }

/** What a part is built of: each option checked, or its default. */
export type Settled<O extends Options> = {
  readonly [K in keyof Omit<O, OptionalOf<O>>]: Kept<O[K]['rule']>
} & { readonly [K in keyof Pick<O, OptionalOf<O>>]?: Kept<O[K]['rule']> }

export interface PartDefinition<O extends Options, T extends object, M extends unknown[]> {
  /** The package that speaks, such as `noise`. */
  readonly where: string
  /** What it is a kind of; see {@link Build}. */
  readonly kind: string
  /** The name under which a config calls for it. */
  readonly type: string
  readonly options: O
  /**
   * Makes the part. What no rule of one option can say is checked here.
   *
   * @param config Its description: what the part then carries.
   * @param more What a part of this kind is given besides, such as the random numbers of a denoiser.
   */
  readonly build: (options: Settled<O>, config: PartConfig, ...more: M) => T
}

/** A part by its options, and all that is known of these. */
export interface DefinedPart<O extends Options, T extends object, M extends unknown[] = []> {
  (
    ...given: Partial<Given<O>> extends Given<O>
      ? [given?: Given<O>, ...more: M]
      : [given: Given<O>, ...more: M]
  ): Configured<T>
  readonly where: string
  readonly kind: string
  readonly type: string
  readonly options: O
  /**
   * The part that a description describes, its checks included.
   *
   * @param build How parts inside of it are made.
   */
  readonly read: (config: PartConfig, build: Build, ...more: M) => Configured<T>
}

/**
 * Says a part once: of its options come its checks, its defaults, its description, the way back from that, and its
 * table in the documentation.
 *
 * @throws SpadError, when called, if an option is unknown, missing, or breaks its rule.
 */
export function definePart<const O extends Options, T extends object, M extends unknown[] = []>({
  build,
  ...about
}: PartDefinition<O, T, M>): DefinedPart<O, T, M> {
  const { where, type, options } = about
  const make = (given: object, inside: Build | undefined, more: M): Configured<T> => {
    const all = optionsOf(where, { ...given, type }, Object.keys(options))
    const settled: Record<string, unknown> = {}
    const config: Record<string, unknown> & PartConfig = { type }
    for (const [name, option] of Object.entries<Option>(options)) {
      const { rule, derive } = option
      let value = all[name]
      if (value === undefined) value = derive ? derive(settled) : option.default
      if (value === undefined && 'default' in option) continue
      value = rule.check(value, name, where, inside)
      if (value === undefined) continue
      config[name] = describe(rule, (settled[name] = value))
    }
    const part = build(settled as Settled<O>, config, ...more)
    return 'config' in part ? (part as Configured<T>) : Object.assign(part, { config })
  }
  return Object.assign((given = {}, ...more: M) => make(given, undefined, more), {
    ...about,
    read: (config: PartConfig, inside: Build, ...more: M) => make(config, inside, more),
  })
}
