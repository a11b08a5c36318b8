import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@spad/core'
import { z } from 'zod'
import { explainIo, ioCode } from '../run/explain-io.js'

const color = z.tuple([byte(), byte(), byte()])

const schema = z.object({
  name: z.string().optional(),
  labels: z.record(z.string().min(1), byte()).optional(),
  colors: z.record(z.string(), color).optional(),
  splits: z
    .strictObject({
      train: z.array(z.string()).optional(),
      val: z.array(z.string()).optional(),
      test: z.array(z.string()).optional(),
    })
    .optional(),
  groupPattern: z
    .string()
    .nullish()
    .transform((pattern) => pattern ?? undefined),
  licence: z.string().optional(),
  origin: z.string().optional(),
  modality: z.string().optional(),
})

function byte(): z.ZodNumber {
  return z.int().min(0).max(255)
}

/** What `dataset.json` may say; other keys are left alone. */
export type Description = z.infer<typeof schema>

/**
 * Reads `dataset.json`, `{}` if there is none.
 *
 * @throws SpadError naming the first thing in it that is off.
 */
export async function readDescription(dir: string): Promise<Description> {
  const file = join(dir, 'dataset.json')
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (ioCode(error) === 'ENOENT') return '{}'
    throw explainIo(error, file, 'read')
  })
  const parsed = schema.safeParse(parse(file, text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = issue?.path.join('.') ?? ''
  return fail(
    'node',
    `\`${path === '' ? 'content' : path}\` in \`${file}\` is off: ${issue?.message ?? 'invalid'}. ` +
      'It may hold name, labels {name: value 0 to 255}, colors {name: [r, g, b]}, ' +
      'splits {train, val, test: [names]}, groupPattern, licence, origin and modality.',
  )
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return fail('node', `\`${file}\` is no valid JSON (${String(error)}). Mend it.`, error)
  }
}
