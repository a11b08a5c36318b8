import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@spad/core'
import { z } from 'zod'
import { nameTable } from './name-table.js'
import { explainIo, ioCode } from '../run/explain-io.js'

/** Of a description, and of a list of names in it. */
const MOST = { bytes: 2 ** 26, characters: 10_000, names: 1_000_000 } as const

const text = z.string().max(MOST.characters)
const names = z.array(text).max(MOST.names)
const color = z.tuple([byte(), byte(), byte()])

const schema = z.object({
  name: text.optional(),
  labels: nameTable(byte()).optional(),
  colors: nameTable(color).optional(),
  splits: z
    .strictObject({
      train: names.optional(),
      val: names.optional(),
      test: names.optional(),
    })
    .optional(),
  groupPattern: text.nullish().transform((pattern) => pattern ?? undefined),
  licence: text.optional(),
  origin: text.optional(),
  modality: text.optional(),
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
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    if (ioCode(error) === 'ENOENT') return '{}'
    throw explainIo(error, file, 'read')
  })
  if (content.length > MOST.bytes)
    fail('node', `\`${file}\` has ${content.length} characters: at most ${MOST.bytes} are read.`)
  const parsed = schema.safeParse(parse(file, content))
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
