import { readFile } from 'node:fs/promises'
import { fail } from '@spad/core'
import type { z } from 'zod'
import { explained } from '../run/explain-io.js'

/** A foreign JSON file in a form that is known. */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await explained(file, 'read', () => readFile(file, 'utf8'))
  let content: unknown
  try {
    // Python writes numbers that JSON has not
    content = JSON.parse(text.replace(/^\uFEFF/, '').replace(/:\s*NaN\b/g, ': null'))
  } catch (error) {
    fail('node', `\`${file}\` is no valid JSON. Mend it.`, error)
  }
  const { data, error } = schema.safeParse(content)
  if (data !== undefined) return data
  const [issue] = error?.issues ?? []
  return fail(
    'node',
    `\`${issue?.path.join('.') ?? ''}\` in \`${file}\` is off: ${issue?.message ?? ''}.`,
  )
}
