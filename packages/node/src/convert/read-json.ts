import { fail } from '@spad/core'
import type { z } from 'zod'
import { parseJson } from '../data/parse-json.js'
import { readText } from '../files/read-text.js'

/** A foreign JSON file in a form that is known. */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(file)
  // Python writes numbers that JSON has not
  const content = parseJson(file, text.replace(/:\s*NaN\b/g, ': null'))
  const { data, error } = schema.safeParse(content)
  if (data !== undefined) return data
  const [issue] = error?.issues ?? []
  return fail(
    'node',
    `\`${issue?.path.join('.') ?? ''}\` in \`${file}\` is off: ${issue?.message ?? ''}.`,
  )
}
