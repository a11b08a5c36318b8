import { resolve } from 'node:path'
import { SpadError } from '@spad/core'
import { readDescription } from './description.js'
import type { CaseFiles } from './case-files.js'
import { imageFiles, listCases } from './list-cases.js'
import { collectProblems, Problems } from './problems.js'
import { readImage } from './read-image.js'
import { readMask } from './read-mask.js'

/**
 * Runs work on a data set; where it stops at the first file that is off, all files are decoded, so that
 * all such are told together.
 *
 * @throws SpadError of all files that are refused by themselves, if the work did not find as many problems itself.
 */
export async function withAllProblems<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SpadError)) throw error
    const pictures = (await casesIfAny(resolve(dir))).flatMap((found) => [
      ...imageFiles(found).map((file) => ({ file, use: 'image' as const })),
      { file: found.mask, use: 'mask' as const },
    ])
    const found = await collectProblems(dir, pictures, async ({ file, use }) => {
      await (use === 'image' ? readImage(file) : readMask(file))
    }).catch((more: unknown) => more)
    throw countOf(found) > countOf(error) ? found : error
  }
}

function countOf(error: unknown): number {
  if (error instanceof Problems) return error.all.length
  return error instanceof SpadError ? 1 : 0
}

/** None where the folder itself is off: what the work threw says so. */
async function casesIfAny(dir: string): Promise<readonly CaseFiles[]> {
  try {
    const { channels } = await readDescription(dir)
    return (await listCases(dir, channels)).files
  } catch (error) {
    if (error instanceof SpadError) return []
    throw error
  }
}
