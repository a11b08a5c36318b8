import { fail } from '../support/errors.js'

/** The description of a part: JSON from which an equal one can be built. */
export interface PartConfig {
  /** The name under which a table of parts knows how to build it. */
  readonly type: string
  readonly [option: string]: unknown
}

/** A part that carries its own description. */
export type Configured<T> = T & { readonly config: PartConfig }

/** How parts inside of parts are built, by kind; each package knows its own kinds without. */
export interface Build {
  readonly noise?: (config: PartConfig) => unknown
  readonly curve?: (config: PartConfig) => unknown
  readonly progressSchedule?: (config: PartConfig) => unknown
  readonly noiseSchedule?: (config: PartConfig) => unknown
  readonly sampler?: (config: PartConfig) => unknown
  readonly fit?: (config: PartConfig) => unknown
  readonly loss?: (config: PartConfig) => unknown
  readonly learningRate?: (config: PartConfig) => unknown
  readonly optimizer?: (config: PartConfig) => unknown
  readonly augment?: (config: PartConfig) => unknown
  /** The tables for kinds that are not named above. */
  readonly tables?: Readonly<Record<string, PartTable<object>>>
}

/** Turns a description back into the part. */
export type PartFactory<T> = (config: PartConfig, build?: Build) => T

/** Parts of one kind by the `type` of their description; a user adds a line of his own. */
export type PartTable<T> = Readonly<Record<string, PartFactory<T>>>

/** Attaches a description to a part that is a function. */
export function configured<T extends object>(part: T, config: PartConfig): Configured<T> {
  return Object.assign(part, { config })
}

/** A part's description; `{ type: 'custom' }` for a plain function that has none. */
export function configOf(part: object): PartConfig {
  return (part as Partial<Configured<object>>).config ?? { type: 'custom' }
}

/**
 * Builds a part from its description.
 *
 * @param where The package that speaks, such as `noise`.
 * @param kind What the part is, such as `noise schedule`.
 * @param more What its factory takes besides, such as how to build the parts inside of it.
 * @throws SpadError if the table has no such type.
 */
export function buildPart<T, C extends PartConfig, M extends unknown[]>(
  where: string,
  kind: string,
  table: Readonly<Record<string, (config: C, ...more: M) => T>>,
  config: C,
  ...more: M
): T {
  const factory = Object.hasOwn(table, config.type) ? table[config.type] : undefined
  if (factory === undefined) {
    const known = Object.keys(table).join(', ')
    return fail(
      where,
      `\`type\` is ${JSON.stringify(config.type)}: no ${kind} has that name (known: ${known}). Add it to the table of parts.`,
    )
  }
  return factory(config, ...more)
}

/**
 * The options of a description, without its `type`.
 *
 * @param known Every option that the part has.
 * @throws SpadError if there is an option that the part does not have.
 */
export function optionsOf(
  where: string,
  config: PartConfig,
  known: readonly string[],
): Record<string, unknown> {
  const { type, ...options } = config
  for (const name of Object.keys(options))
    if (!known.includes(name))
      fail(where, `\`${name}\` is no option of \`${type}\`: it has ${known.join(', ') || 'none'}.`)
  return options
}
