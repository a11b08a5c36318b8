import type { Given, Option, Options } from '@spad/core'
import { z } from 'zod'

/**
 * The options of a part as a config file gives them: any may be left out, and its rule is the part's own.
 *
 * @param more Options of the config alone.
 */
export function optionsSchema<O extends Options>(options: O): z.ZodType<Partial<Given<O>>>
export function optionsSchema<O extends Options, M extends z.ZodRawShape>(
  options: O,
  more: M,
): z.ZodType<Partial<Given<O>> & z.output<z.ZodObject<M>>>
export function optionsSchema(options: Options, more: z.ZodRawShape = {}): z.ZodType {
  const own = Object.entries(options).map(([name, option]) => [name, schemaOf(option).optional()])
  return z.strictObject({ ...more, ...(Object.fromEntries(own) as z.ZodRawShape) })
}

function schemaOf({ rule }: Option): z.ZodType {
  const keeps = (value: unknown): boolean => {
    try {
      rule.check(value, 'it', 'node')
      return true
    } catch {
      return false
    }
  }
  return z.unknown().refine(keeps, { error: `must be ${rule.words}` })
}
