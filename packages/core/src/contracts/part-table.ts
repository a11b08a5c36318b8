import { fail } from '../support/errors.js'
import type { DefinedPart, Options } from './define-part.js'
import {
  type Build,
  buildPart,
  type Configured,
  configOf,
  type PartConfig,
  type PartFactory,
} from './part.js'
import { refuseValue, type Rule } from './rule.js'

/** Any part that was defined, of one kind. */
export type AnyPart<T extends object = object, M extends unknown[] = []> = Pick<
  DefinedPart<Options, T, M>,
  'where' | 'kind' | 'type' | 'options' | 'read'
>

/** A table that knows of each factory what it makes; see {@link partTable}. */
export type DefinedTable<T extends object> = Readonly<
  Record<string, PartFactory<Configured<T>> & { readonly part: AnyPart<T> }>
>

/**
 * The table of some parts of one kind, by which descriptions become parts.
 *
 * @param tables Those for parts of other kinds inside of them, for who builds them in no other way.
 */
export function partTable<T extends object>(
  parts: readonly AnyPart<T>[],
  tables: Build['tables'] = {},
): DefinedTable<T> {
  const table: DefinedTable<T> = Object.fromEntries(
    parts.map((part) => {
      const read = (config: PartConfig, build?: Build): Configured<T> =>
        part.read(config, { tables: { ...tables, [part.kind]: table }, ...build })
      return [part.type, Object.assign(read, { part })]
    }),
  )
  return table
}

/** A part inside of another, which is a function: by itself, or by its description. */
export function partOf<T extends object>(
  kind: Exclude<keyof Build, 'tables'>,
  words = `a ${kindInWords(kind)}`,
): Rule<T> {
  return {
    words,
    check: (value, name, where, inside) => {
      if (typeof value === 'function') return value as T
      const config = value as PartConfig | undefined
      if (!inside || !config?.type) return refuseValue(value, name, where, words)
      const table = inside.tables?.[kind]
      return (
        inside[kind]
          ? inside[kind](config)
          : table
            ? buildPart(where, kindInWords(kind), table, config, inside)
            : fail(
                where,
                `\`build.${kind}\` is missing: \`${name}\` needs it. Pass a function that builds it.`,
              )
      ) as T
    },
    describe: configOf,
  }
}

/** `noiseSchedule` → `noise schedule`. */
export function kindInWords(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
