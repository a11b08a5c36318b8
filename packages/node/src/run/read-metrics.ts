import { open } from 'node:fs/promises'
import { fail } from '@spad/core'
import { z } from 'zod'
import { exists } from '../files/atomic.js'
import { explained } from '../files/explain-io.js'
import type { MetricsRecord } from './metrics-record.js'

const numbers = z.record(z.string().max(200), z.number())

const schema = z.object({
  step: z.int().min(0),
  loss: z.number(),
  learningRate: z.number(),
  intensity: numbers,
  validation: numbers.optional(),
})

/** A million lines and more. */
const MOST_BYTES = 2 ** 28

/**
 * Reads `metrics.jsonl`; no file is an empty record. A line that is cut off or damaged is left out.
 *
 * @param told Hears which lines were left out.
 */
export async function readMetrics(
  path: string,
  told: (message: string) => void = () => undefined,
): Promise<MetricsRecord[]> {
  if (!(await exists(path))) return []
  const lines = (await explained(path, 'read', () => textOf(path))).split('\n')
  const read = lines.map(parseLine)
  const damaged = lines.flatMap((line, i) => (line !== '' && !read[i] ? [i + 1] : []))
  if (damaged.length > 0) told(leftOut(path, damaged))
  return read.filter((record) => record !== undefined)
}

async function textOf(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const found = await file.stat()
    if (!found.isFile() || found.size > MOST_BYTES)
      fail(
        'node',
        `\`${path}\` must be a file of at most ${MOST_BYTES} bytes: it is no record of a run. Move it away.`,
      )
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

function parseLine(line: string): MetricsRecord | undefined {
  try {
    const { data } = schema.safeParse(JSON.parse(line))
    if (!data) return undefined
    const { validation, ...record } = data
    return validation ? { ...record, validation } : record
  } catch {
    return undefined
  }
}

function leftOut(path: string, damaged: readonly number[]): string {
  const more = damaged.length > 5 ? ` and ${damaged.length - 5} more` : ''
  const [lines, are] = damaged.length === 1 ? ['line', 'is'] : ['lines', 'are']
  const list = damaged.slice(0, 5).join(', ')
  return `\`${path}\`: ${lines} ${list}${more} ${are} damaged and left out.\n`
}
