import { breather } from '../support/breathe.js'
import type { CaseReader } from './case-reader.js'
import type { Dataset } from '../contracts/dataset.js'

/** How many cases are under way at once when all are read: more than there are threads to read with. */
const WIDTH = 8

/**
 * Reads all cases once and finds, for each foreground class that occurs, the indices of those that show
 * it.
 */
export async function surveyCases(
  reader: CaseReader,
  { names, classes }: Dataset,
  signal?: AbortSignal,
): Promise<number[][]> {
  const breathe = breather(40, signal)
  const showing = classes.map((): number[] => [])
  const all = [...names.keys()]
  for (const index of all) {
    reader.expect(all.slice(index, index + WIDTH))
    const [sample] = await reader.take([index])
    for (const value of new Set(sample?.labels.data)) if (value > 0) showing[value]?.push(index)
    await breathe()
  }
  return showing.filter((list) => list.length > 0)
}
