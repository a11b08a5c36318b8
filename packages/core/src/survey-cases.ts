import { breather } from './breathe.js'
import type { CaseReader } from './case-reader.js'
import { orAbort } from './or-abort.js'

/** How many cases are under way at once when all are read: more than there are threads to read with. */
const WIDTH = 8

/**
 * Reads all cases once and finds, for each foreground class that occurs, the indices of those that show
 * it.
 */
export async function surveyCases(
  reader: CaseReader,
  count: number,
  classes: number,
  signal?: AbortSignal,
): Promise<number[][]> {
  const breathe = breather(40, signal)
  const showing = Array.from({ length: classes }, (): number[] => [])
  for (let index = 0; index < count; index++) {
    reader.expect(rangeOf(index, Math.min(count, index + WIDTH)))
    const [sample] = await orAbort(reader.take([index]), signal)
    for (const value of new Set(sample?.labels.data)) if (value > 0) showing[value]?.push(index)
    await breathe()
  }
  return showing.filter((list) => list.length > 0)
}

/** The integers from `start`, `end` not among them. */
export function rangeOf(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i)
}
