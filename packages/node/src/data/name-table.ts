import { z } from 'zod'

/** Longer names, or more of them, are no names of classes. */
const MOST = { characters: 200, names: 256 } as const

// eslint-disable-next-line no-control-regex -- a terminal would obey them
const NAME = /^[^\0-\x1f\x7f-\x9f]+$/u

/**
 * A JSON object from names to values; unlike a record of zod, it takes any name, `__proto__` too.
 *
 * @param most So many names at most.
 */
export function nameTable<T>(
  value: z.ZodType<T>,
  most: number = MOST.names,
): z.ZodType<Readonly<Record<string, T>>> {
  return z
    .custom<object>(
      (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
      {
        error: 'it must be an object from names to values',
      },
    )
    .transform((given, context) => {
      const entries: [string, T][] = []
      const refuse = (message: string, ...path: PropertyKey[]): void => {
        context.issues.push({ code: 'custom', input: given, message, path })
      }
      const named = Object.entries(given)
      if (named.length > most) refuse(`it has more than ${most} names`)
      for (const [name, one] of named.slice(0, most)) {
        const { data, error } = value.safeParse(one)
        if (name.length > MOST.characters || !NAME.test(name))
          refuse(`a name has 1 to ${MOST.characters} characters, none of them a control`, name)
        else if (data === undefined)
          refuse(error?.issues[0]?.message ?? 'invalid', name, ...(error?.issues[0]?.path ?? []))
        else entries.push([name, data])
      }
      return Object.fromEntries(entries)
    })
}
