import type { z } from 'zod'
import { refuse } from '../http-error.js'

/**
 * A value as a schema has it.
 *
 * @throws HttpError 422 with the first thing that is wrong.
 */
export function checkWith<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const at = issue?.path.map(String).join('.') ?? ''
  return refuse(422, `${at === '' ? 'the request' : `\`${at}\``}: ${issue?.message ?? 'invalid'}`)
}
